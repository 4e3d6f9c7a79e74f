"""What other language servers at the editor know of the names near the cursor, asked for ahead of need.

Ghost text takes what was told so far and never waits; what is not known yet is asked for in the background,
for the requests that follow.  An action may wait.  What was told is kept for each document, a few minutes,
while its name stands near the cursor: a name seldom changes its meaning while one types.
"""

import asyncio
import logging
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from m2lsp import languages
from m2lsp.core.document import Document
from m2lsp.core.feature import Request
from m2lsp.core.neighbour import Neighbour
from m2lsp.core.text import Span
from m2lsp.languages import Syntax

log = logging.getLogger(__name__)

MOST = 12
"""Names in one question: each costs other servers some ms."""

ROUND = 15
"""Lines before and after the cursor whose names are asked for; what was told is used four times as far."""

ROUNDS = 3
"""So many questions in a row an action waits for."""

FRESH_S = 300.0
DOCUMENTS = 16
NAMES = 120
"""What is kept, for how many documents, and of how many names in each."""

GIVES_UP = 3
"""After so many failures in a row nothing is asked any more."""

_LINE = 100  # characters a line, on the average: no more than that is looked at
_NAME = re.compile(r"[^\W\d]\w{2,}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A name, the offset at which it stands, and whether its uses are wanted or what it stands for."""

    name: str
    at: int
    uses: bool = False


Ask = Callable[[Document, Sequence[Wanted]], Awaitable["tuple[Neighbour, ...] | None"]]
"""Asks the client.  ``None``: the document has changed, so that it can't be told.

Raises:
    Unanswered: the client failed, or did not answer in time.
"""


class Unanswered(Exception):
    """The client could not answer."""


async def nobody(document: Document, wanted: Sequence[Wanted]) -> tuple[Neighbour, ...] | None:
    """An ``Ask`` where there is nobody to ask."""
    raise Unanswered


@dataclass(frozen=True, slots=True)
class _Told:
    when: float  # seconds of the clock
    what: tuple[Neighbour, ...]


@dataclass(slots=True)
class _Kept:
    told: OrderedDict[tuple[str, bool], _Told] = field(default_factory=OrderedDict)
    asking: asyncio.Event | None = None


class Neighbours:
    """One for a session.  ``start`` runs a question in the background; ``now`` is in s, never set back."""

    def __init__(
        self,
        ask: Ask,
        start: Callable[[Coroutine[Any, Any, None]], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ask = ask
        self._start = start
        self._now = now
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._failures = 0

    def known(self, request: Request) -> tuple[Neighbour, ...]:
        """What was told of the names near the cursor, the longest known first.  Asks for the others."""
        self._asked(request)
        return self._near(request)

    async def waited_for(self, request: Request, patience_s: float) -> tuple[Neighbour, ...]:
        """The same, and the answers that come within so many seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                for _ in range(ROUNDS):
                    if (asking := self._asked(request)) is None:
                        break
                    await asking.wait()
        return self._near(request)

    def closed(self, uri: str) -> None:
        """Forget what belongs to a document."""
        self._kept.pop(uri, None)

    def _near(self, request: Request) -> tuple[Neighbour, ...]:
        kept = self._kept.get(request.document.uri)
        if kept is None:
            return ()
        document = request.document
        names = set(_NAME.findall(_window(document, request.span, 4 * ROUND).of(document.text)))
        return tuple(each for (name, _), told in kept.told.items() if name in names for each in told.what)

    def _asked(self, request: Request) -> asyncio.Event | None:
        """Have asked what is not known.  The event is set once that is answered."""
        document = request.document
        kept = self._of(document.uri)
        if kept.asking or self._failures >= GIVES_UP:
            return kept.asking
        self._forget_old(kept)
        new = [each for each in _wanted(request) if (each.name, each.uses) not in kept.told][:MOST]
        if new:
            kept.asking = asyncio.Event()
            self._start(self._question(document, new, kept))
        return kept.asking

    async def _question(self, document: Document, new: Sequence[Wanted], kept: _Kept) -> None:
        asking = kept.asking
        try:
            answer = await self._ask(document, new)
            self._failures = 0
            if answer is not None:
                self._keep(kept, new, answer)
        except Unanswered:
            self._failures += 1
            if self._failures == GIVES_UP:
                log.info("other language servers are not asked any more: the client does not answer")
        finally:
            kept.asking = None
            if asking:
                asking.set()

    def _keep(self, kept: _Kept, new: Sequence[Wanted], answer: Sequence[Neighbour]) -> None:
        for each in new:
            what = [told for told in answer if told.name == each.name]
            mine = tuple(told for told in what if (told.relation == "reference") == each.uses)
            kept.told[each.name, each.uses] = _Told(self._now(), mine)
        while len(kept.told) > NAMES:
            kept.told.popitem(last=False)

    def _forget_old(self, kept: _Kept) -> None:
        old = [key for key, told in kept.told.items() if self._now() - told.when > FRESH_S]
        for key in old:
            del kept.told[key]

    def _of(self, uri: str) -> _Kept:
        kept = self._kept.setdefault(uri, _Kept())
        self._kept.move_to_end(uri)
        while len(self._kept) > DOCUMENTS:
            self._kept.popitem(last=False)
        return kept


def _window(document: Document, place: Span, lines: int) -> Span:
    """So many lines before and after the place; of very long ones only a part."""
    last = len(document.starts) - 1
    first = document.starts[max(0, document.line_of(place.start) - lines)]
    end = document.line_span(min(last, document.line_of(place.end) + lines)).end
    reach = lines * _LINE
    return Span(max(first, place.start - reach), min(end, place.end + reach))


def _wanted(request: Request) -> Iterator[Wanted]:
    """The names near the cursor, the nearest first; not the word that is being typed there.

    For what the user asked for, first the uses of what the cursor is in: who changes that wants to see them.
    """
    document, place = request.document, request.span
    language = languages.language_of(document)
    syntax = languages.known(document.text, language) if language else None
    if syntax and not request.hurried and (around := syntax.declaration_at(place.start)):
        yield Wanted(around.name, around.name_span.start, uses=True)
    window = _window(document, place, ROUND)
    text = window.of(document.text)
    found = [Span(window.start + m.start(), window.start + m.end()) for m in _NAME.finditer(text)]
    found = [span for span in found if not (span.start <= place.start <= span.end)]
    found.sort(key=lambda span: max(place.start - span.end, span.start - place.end, 0))
    seen: set[str] = set()
    for span in found:
        name = span.of(document.text)
        if name not in seen and _is_name(syntax, span.start):
            seen.add(name)
            yield Wanted(name, span.start)


def _is_name(syntax: Syntax | None, at: int) -> bool:
    return syntax is None or syntax.is_name_at(at)
