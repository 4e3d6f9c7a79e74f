"""Extract function: put the selected code into a function of its own, and call that.

    def show(xs):
        «total = sum(xs) / len(xs)»
        print(total)
->
    def mean(xs):
        return sum(xs) / len(xs)
    def show(xs):
        total = mean(xs)
        print(total)
"""

from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, Terms, edit_region
from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.languages import Tag, language_of, parse
from m2lsp.prompt.sections import fenced

FUNCTIONS = frozenset({"function", "method", "constructor"})
ASK = (
    "Put {lines} of the document into a function of its own, named for what it does, beside `{name}` and "
    "in the part in question; call it where the code stood. What the code does must stay the same.{wish} "
    "The code to put there:\n\n{code}\n"
)
NO_SELECTION = Refusal("no selection", "Select the code in a function that is to become one of its own.")
NO_FUNCTION = Drop(
    "no function",
    "It brings no function of its own. Reply with the whole part: the function that was there, and beside "
    "it the new one, which it calls.",
)


def offers(request: Request) -> tuple[Offer, ...]:
    """On selected code inside a function."""
    return (Offer("Extract into a function", request),) if _function(request) else ()


async def extract_function(request: Request, desk: Desk) -> Outcome:
    """Edit the function that the selection is in; an instruction may name the new one."""
    tag = _function(request)
    if tag is None:
        return NO_SELECTION
    document, span = request.document, request.span
    first, last = document.line_of(span.start) + 1, document.line_of(span.end - 1) + 1
    ask = ASK.format(
        lines=f"line {first}" if first == last else f"lines {first} to {last}",
        name=tag.name,
        wish=f" {request.instruction}" if request.instruction else "",
        code=fenced(span.of(document.text)),
    )
    about = replace(request, span=document.whole_lines(tag.span))
    return await edit_region("extract_function", about, ask, desk, Terms(check=_brings_a_function))


def _function(request: Request) -> Tag | None:
    """The function that the selected code is in, if it is not the whole of it."""
    document, span = request.document, request.span
    language = language_of(document)
    code = span.of(document.text)
    if language is None or not code.strip():
        return None
    start = span.start + len(code) - len(code.lstrip())
    tag = parse(document.text, language).declaration_at(start)
    if tag is None or tag.kind not in FUNCTIONS or start <= tag.name_span.end:
        return None
    return tag if span.end <= document.whole_lines(tag.span).end else None


def _brings_a_function(edit: DocumentEdit) -> str | Drop:
    before, after = _functions(edit.document), _functions(replace(edit.document, text=edit.after))
    return "brings a function of its own" if after > before else NO_FUNCTION


def _functions(document: Document) -> int:
    language = language_of(document)
    tags = parse(document.text, language).outline() if language else ()
    return sum(tag.kind in FUNCTIONS for tag in tags)


FEATURE = CodeAction(
    "extract_function", "Put the selected code into a function of its own", offers, extract_function
)
