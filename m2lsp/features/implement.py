"""Implement: write what a stub, a TODO or a type's missing members stand for.

    def area(w, h):
        raise NotImplementedError
->
    def area(w, h):
        return w * h
"""

import re
from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_region
from m2lsp.agent.subject import anchor
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.languages import Tag, language_of, parse

FUNCTIONS = frozenset({"function", "method", "constructor"})
HOLDERS = frozenset({"class", "struct", "enum", "implementation", "object"})
STUB = (
    "Implement `{name}`: write the code that its stub or its TODO stands for, by its name, its signature, "
    "its documentation and how it is used. Keep its signature."
)
MEMBERS = (
    "Implement what `{name}` lacks: the members that the interfaces, traits or classes it is declared to "
    "implement ask for, and what is left as a stub in it. Change nothing else.{problems}"
)
NOTHING = Refusal("nothing to implement", "Put the cursor on a stub, or on a type that lacks members.")

_STUB = re.compile(
    r"\b(?:TODO|FIXME)\b|\b(?:todo|unimplemented)!|\bNotImplemented(?:Error|Exception)\b"
    r"|\bUnsupportedOperationException\b|[\"(]not implemented",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\s*(?:pass|\.\.\.)\s*$")
_BARE_LINES = 3  # of a function that is a signature and nothing else
_LACKS = re.compile(
    r"not all trait items|does not (?:override|implement)|missing .*(?:method|member|implement)"
    r"|incorrectly implements|abstract",
    re.IGNORECASE,
)


def offers(request: Request) -> tuple[Offer, ...]:
    """On a function with a stub in it, and on a type that a diagnostic says lacks members."""
    tag = _declaration(request)
    if tag is None or not (_is_stub(tag, request) or _lacking(tag, request)):
        return ()
    title = f"Implement {tag.name}" if tag.kind in FUNCTIONS else f"Implement what {tag.name} lacks"
    return (Offer(title, request),)


async def implement(request: Request, desk: Desk) -> Outcome:
    """Edit the declaration; a type may be named without a diagnostic."""
    tag = _declaration(request)
    if tag is None or (tag.kind in FUNCTIONS and not _is_stub(tag, request)):
        return NOTHING
    told = "".join(f"\n- {problem}" for problem in _lacking(tag, request))
    problems = f"\n\nThe compiler says:{told}" if told else ""
    ask = STUB if tag.kind in FUNCTIONS else MEMBERS
    about = replace(request, span=request.document.whole_lines(tag.span))
    return await edit_region("implement", about, ask.format(name=tag.name, problems=problems), desk)


def _declaration(request: Request) -> Tag | None:
    document = request.document
    language = language_of(document)
    at = anchor(document, request.span.start)
    tag = parse(document.text, language).declaration_at(at) if language else None
    return tag if tag and tag.kind in FUNCTIONS | HOLDERS else None


def _is_stub(tag: Tag, request: Request) -> bool:
    text = tag.span.of(request.document.text)
    lines = [line for line in text.splitlines() if line.strip()]
    bare = len(lines) <= _BARE_LINES and any(_BARE.match(line) for line in lines)
    return tag.kind in FUNCTIONS and bool(bare or _STUB.search(text))


def _lacking(tag: Tag, request: Request) -> list[str]:
    """What diagnostics say that the type lacks."""
    if tag.kind not in HOLDERS:
        return []
    inside = (d for d in request.diagnostics if tag.span.contains(d.span))
    return [d.message for d in inside if _LACKS.search(d.message)]


FEATURE = CodeAction(
    "implement", "Implement a stub, or a type's missing members", offers, implement, mends=True
)
