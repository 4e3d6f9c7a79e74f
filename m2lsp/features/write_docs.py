"""Write docs: give a declaration the doc comment that its language asks for.

    def area(w, h):
        return w * h
->
    def area(w, h):
        \"\"\"Area of a rectangle of width ``w`` and height ``h``.\"\"\"
        return w * h
"""

from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, Terms, edit_region
from m2lsp.agent.subject import anchor
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.edits import keeps_code
from m2lsp.languages import Tag, language_of, parse

ASK = (
    "Write the documentation comment of `{name}` in the form that {language} programmers use: what it does, "
    "what its parameters mean, what it returns and raises, where that is not plain from the names. Change "
    "nothing else."
)

ONLY_DOCS = Terms(check=keeps_code)


def offers(request: Request) -> tuple[Offer, ...]:
    """On a declaration, in a language that we parse."""
    tag = _declaration(request)
    return (Offer(f"Write docs for {tag.name}", request),) if tag else ()


async def write_docs(request: Request, desk: Desk) -> Outcome:
    """Edit the declaration that the cursor is in."""
    tag = _declaration(request)
    language = language_of(request.document)
    if tag is None or language is None:
        return Refusal("no declaration", "Put the cursor on a declaration to write its docs.")
    region = request.document.whole_lines(tag.span)
    ask = ASK.format(name=tag.name, language=language.name)
    return await edit_region("write_docs", replace(request, span=region), ask, desk, ONLY_DOCS)


def _declaration(request: Request) -> Tag | None:
    document = request.document
    language = language_of(document)
    at = anchor(document, request.span.start)
    return parse(document.text, language).declaration_at(at) if language else None


FEATURE = CodeAction("write_docs", "Write the doc comment of a declaration", offers, write_docs)
