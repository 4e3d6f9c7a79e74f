"""The syntax of open documents, kept up with their changes, so that requests find it ready.

A key is parsed at once, from the tree before it: tenths of a millisecond.  What takes longer (a file just
opened, a quote that makes a string of all that follows) is left to a thread, which gives way to the event
loop (see ``m2lsp.languages.parsing``).  Requests meanwhile see the tree before the key, moved along with it,
or do without.
"""

import asyncio
from collections.abc import Sequence

from m2lsp import languages
from m2lsp.core.document import Document
from m2lsp.core.edit import Edit, change_between
from m2lsp.languages import Syntax
from m2lsp.lsp.background import Background

PAUSE_S = 0.1
"""A text that is not short is parsed once no key has come for so long: earlier it would be in the way of the
request that comes with the key.
"""

PATIENCE_S = 1.0
"""Who types on without a pause is not waited for any longer."""

QUIET_S = 0.3
"""After so long without a change there is time to look anew for all names of a long text."""


class Upkeep:
    """Holds, for each open document, the syntax of the newest text that could be parsed so far."""

    def __init__(self, background: Background) -> None:
        self._background = background
        self._newest: dict[str, Document] = {}
        self._held: dict[str, Syntax] = {}
        self._parsing: set[str] = set()
        self._changed: dict[str, float] = {}
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def opened(self, document: Document) -> None:
        """Parse it, in the background."""
        self._newest[document.uri] = document
        self._changed[document.uri] = asyncio.get_running_loop().time()
        self._background.start(self._begun(document))

    def changed(self, document: Document, edits: Sequence[Edit]) -> None:
        """Take the document after ``edits``, each made on the outcome of the one before."""
        uri = document.uri
        before = self._newest.get(uri)
        if before is None:
            return  # of no language that can be parsed
        self._newest[uri] = document
        self._changed[uri] = asyncio.get_running_loop().time()
        held = self._held.get(uri)
        if held and held.text is before.text:
            self._hold(uri, languages.follow(held, edits, document.text))
        self._catch_up(uri)

    def closed(self, uri: str) -> None:
        """Let go of it."""
        self._newest.pop(uri, None)
        self._held.pop(uri, None)
        self._changed.pop(uri, None)
        languages.recent.release(uri)
        if timer := self._timers.pop(uri, None):
            timer.cancel()

    def _catch_up(self, uri: str) -> None:
        """See to it that the newest text is parsed; one thread a document at a time."""
        if uri not in self._parsing and not self._is_parsed(uri):
            self._parsing.add(uri)
            self._background.start(self._parsed(uri))

    def _is_parsed(self, uri: str) -> bool:
        newest, held = self._newest.get(uri), self._held.get(uri)
        return newest is None or (held is not None and held.text is newest.text and not held.provisional)

    async def _begun(self, document: Document) -> None:
        if await asyncio.to_thread(_load, document):
            self._catch_up(document.uri)
        else:
            self._newest.pop(document.uri, None)

    async def _parsed(self, uri: str) -> None:
        limit = asyncio.get_running_loop().time() + PATIENCE_S
        try:
            while not self._is_parsed(uri):
                if (wait := self._pause(uri, limit)) > 0:
                    await asyncio.sleep(wait)
                elif newest := self._newest.get(uri):
                    self._use(uri, await asyncio.to_thread(_parse, newest))
                    limit = asyncio.get_running_loop().time() + PATIENCE_S
        finally:
            self._parsing.discard(uri)

    def _pause(self, uri: str, limit: float) -> float:
        """The seconds until there has been a pause in the typing, or the ``limit`` is reached; for a short
        text none.
        """
        if (newest := self._newest.get(uri)) and len(newest.text) <= languages.SHORT:
            return 0
        return min(self._changed.get(uri, 0.0) + PAUSE_S, limit) - asyncio.get_running_loop().time()

    def _use(self, uri: str, found: Syntax | None) -> None:
        """Hold what a thread has found, brought up to the newest text if that takes no time."""
        newest = self._newest.get(uri)
        if newest is None or found is None:
            self._newest.pop(uri, None)
            return
        if newest.text is found.text:
            self._hold(uri, found)
            return
        since = change_between(found.text, newest.text)
        now = languages.follow(found, [since], newest.text)
        if not (now.provisional and self._is_parsed(uri)):
            self._hold(uri, now)

    def _hold(self, uri: str, syntax: Syntax) -> None:
        self._held[uri] = syntax
        languages.recent.hold(uri, syntax)
        if timer := self._timers.pop(uri, None):
            timer.cancel()
        if not (syntax.looked_through or syntax.provisional):
            loop = asyncio.get_running_loop()
            self._timers[uri] = loop.call_later(QUIET_S, self._look_through, uri, syntax)

    def _look_through(self, uri: str, syntax: Syntax) -> None:
        self._background.start(self._looked_through(uri, syntax))

    async def _looked_through(self, uri: str, syntax: Syntax) -> None:
        await asyncio.to_thread(syntax.overview)
        self._use(uri, syntax)


def _load(document: Document) -> bool:
    """Load what the document's language needs; whether there is one."""
    language = languages.language_of(document)
    if language:
        languages.load(language)
    return language is not None


def _parse(document: Document) -> Syntax | None:
    """The syntax, and of a short text the names as well: the first request is not to wait for them."""
    language = languages.language_of(document)
    found = languages.parse(document.text, language) if language else None
    if found and found.looked_through:
        found.overview()
    return found
