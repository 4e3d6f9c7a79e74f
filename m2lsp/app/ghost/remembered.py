"""What was suggested before, so that typing it, going back, or asking again costs no call to the model."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from m2lsp.app.ghost.anchor import Anchor, trimmed
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Span

MOST = 64
"""Suggestions that are remembered, of all documents: some minutes of typing.  A look-up asks each of them."""

LONGEST = 4000
"""Characters of a suggestion; a longer one is not remembered.  With its anchor it takes 7 KB at most."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A suggestion from the blanks before its place on, and how much it replaces behind it, in characters."""

    uri: str
    anchor: Anchor
    text: str
    replaced: int = 0

    def rest(self, text: str, at: int) -> Suggestion | None:
        """What of it is still to come at ``at``; ``None`` if it does not fit there or is there in full."""
        typed = self.anchor.typed(text, at, len(self.text))
        if typed is None or not self.text.startswith(typed):
            return None
        gained, rest = self.anchor.gained(text, at), self.text[len(typed) :]
        if gained is None or not rest.strip() or (gained and self.replaced):
            return None
        return _behind(rest, gained, at) if gained else Suggestion(Span(at, at + self.replaced), rest)

    def is_full(self, text: str, at: int) -> bool:
        """Whether all of it stands in the text and ends at ``at``."""
        size = len(self.text)
        return self.anchor.typed(text, at, size) == self.text and self.anchor.gained(text, at) is not None


@dataclass(frozen=True, slots=True)
class _Nothing:
    """Where the model had nothing to suggest."""

    uri: str
    anchor: Anchor
    drop: Drop

    def is_here(self, text: str, at: int) -> bool:
        return self.anchor.typed(text, at, 0) == "" and self.anchor.gained(text, at) == ""


@dataclass(slots=True)
class Memory:
    """The newest suggestions and drops, newest first."""

    _entries: list[_Entry] = field(default_factory=list)
    _nothings: list[_Nothing] = field(default_factory=list)

    def put(self, document: Document, at: int, found: Suggestion | Drop) -> None:
        """Remember what was found for ``at``."""
        if isinstance(found, Drop):
            nothing = _Nothing(document.uri, Anchor.of(document.text, at, at), found)
            self._nothings = [nothing, *islice(self._nothings, MOST - 1)]
        elif len(found.text) <= LONGEST:
            self._put(document, found)

    def _put(self, document: Document, found: Suggestion) -> None:
        text, span = document.text, found.span
        start = trimmed(text, span.start)
        whole = text[start : span.start] + found.text
        entry = _Entry(document.uri, Anchor.of(text, start, span.start), whole, span.end - span.start)
        others = (each for each in self._entries if each != entry)
        self._entries = [entry, *islice(others, MOST - 1)]

    def suggestions(self, document: Document, at: int) -> Iterator[Suggestion]:
        """What fits there, newest first; the same text once."""
        seen = set()
        for entry in self._entries:
            if (
                entry.uri == document.uri
                and (rest := entry.rest(document.text, at))
                and rest.text not in seen
            ):
                seen.add(rest.text)
                yield rest

    def drop(self, document: Document, at: int) -> Drop | None:
        """Why nothing was found there, if that is how it was."""
        here = (n for n in self._nothings if n.uri == document.uri and n.is_here(document.text, at))
        return next((nothing.drop for nothing in here), None)

    def is_full(self, document: Document, at: int) -> bool:
        """Whether a suggestion stands in the document in full and ends there."""
        return any(e.uri == document.uri and e.is_full(document.text, at) for e in self._entries)

    def forget(self, uri: str | None = None) -> None:
        """Forget what was found in a document, or everything."""
        self._entries = [] if uri is None else [each for each in self._entries if each.uri != uri]
        self._nothings = [] if uri is None else [each for each in self._nothings if each.uri != uri]


def _behind(rest: str, gained: str, at: int) -> Suggestion | None:
    """The rest at ``at``, where the editor has typed ``gained`` behind the cursor by itself.

    What of it is the rest's own end is left out of the rest.  Closers from its midst are replaced by it, as
    long as that is on one line; those that it lacks stay behind it.
    """
    if rest.endswith(gained) or gained.isspace():
        short = rest.removesuffix(gained).rstrip("\r\n") if gained.isspace() else rest.removesuffix(gained)
        return Suggestion(Span(at, at), short) if short.strip() else None
    if "\n" in gained or "\r" in gained:
        return None
    if _holds(rest, gained):
        return Suggestion(Span(at, at + len(gained)), rest)
    return Suggestion(Span(at, at), rest) if "\n" not in rest and "\r" not in rest else None


def _holds(text: str, parts: str) -> bool:
    """Whether the characters of ``parts`` occur in the text in their order."""
    left = iter(text)
    return all(part in left for part in parts)
