"""``m2lsp/symbolContext``: what other language servers know, asked through the client.

The answer is the client's word on what others said, so nothing in it is taken for granted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from pygls.lsp.server import LanguageServer

from m2lsp.app.neighbours import Neighbours, Unanswered, Wanted
from m2lsp.core.document import Document
from m2lsp.core.feature import Request
from m2lsp.core.neighbour import Neighbour, Relation
from m2lsp.core.text import Encoding
from m2lsp.lsp.calls import call, field
from m2lsp.lsp.documents import path_of
from m2lsp.lsp.session import Session

METHOD = "m2lsp/symbolContext"
LIMIT_S = 5.0
"""Seconds that the client has for an answer; nobody waits so long for it."""

PLACES = 200
"""Of an answer no more is looked at."""

LINES, CHARACTERS = 6, 400
"""Of one text no more is used."""

_RELATIONS = frozenset(map(str, Relation))
_REFUSED = object()


def connect(server: LanguageServer, session: Session) -> None:
    """From now on the session's client can be asked."""
    session.neighbours = Neighbours(partial(_ask, server, session), session.background.start)


def told(session: Session, request: Request) -> Request:
    """The request with what is known by now; what is not is asked for in the background."""
    if not _wanted(session):
        return request
    return replace(request, neighbours=session.neighbours.known(request))


async def waited_for(session: Session, request: Request) -> Request:
    """The same, and with what is told soon, as the settings have it."""
    if not _wanted(session):
        return request
    patience_s = session.services.config.context.neighbours_ms / 1000
    return replace(request, neighbours=await session.neighbours.waited_for(request, patience_s))


def _wanted(session: Session) -> bool:
    return session.client.has("symbolContext") and session.services.config.context.neighbours_ms > 0


async def _ask(
    server: LanguageServer, session: Session, document: Document, wanted: Sequence[Wanted]
) -> tuple[Neighbour, ...] | None:
    params = _params(document, wanted, session.client.encoding)
    answer = await call(server, METHOD, params, timeout_s=LIMIT_S, refused=_REFUSED)
    if answer is _REFUSED:
        raise Unanswered
    places = field(answer, "symbols")
    if not isinstance(places, list | tuple):
        return None
    return tuple(_read(places[:PLACES], {each.name for each in wanted}))


def _params(document: Document, wanted: Sequence[Wanted], encoding: Encoding) -> dict[str, Any]:
    symbols = []
    for each in wanted:
        line, character = document.position(each.at, encoding)
        position = {"line": line, "character": character}
        symbols.append(
            {"name": each.name, "position": position, "want": "references" if each.uses else "definition"}
        )
    return {"textDocument": {"uri": document.uri, "version": document.version}, "symbols": symbols}


def _read(places: Sequence[Any], names: set[str]) -> Iterator[Neighbour]:
    for place in places:
        name, relation, uri = (field(place, each) for each in ("name", "relation", "uri"))
        line, text = field(place, "line"), field(place, "text")
        if not all(isinstance(each, str) for each in (name, relation, uri, text)) or name not in names:
            continue
        if relation not in _RELATIONS or not isinstance(line, int) or line < 0:
            continue
        if cut := _cut(text):
            yield Neighbour(name, Relation(relation), uri, path_of(uri), line, cut)


def _cut(text: str) -> str:
    """Without the fences and rules of Markdown, and short."""
    lines = [line.rstrip() for line in text[: 4 * CHARACTERS].splitlines()]
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith(("```", "---"))]
    return "\n".join(kept[:LINES])[:CHARACTERS]
