"""Results of parsing that are kept: those of open documents, and the last few others."""

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from threading import Lock

from m2lsp.languages.spec import Language
from m2lsp.languages.syntax import Syntax

# Enough for the parts of a text that the checks of one suggestion or one edit compare.
KEPT = 8

# Not so many of long texts (characters, in all): a tree takes 17 bytes for each character of common code.
KEPT_CHARACTERS = 500_000

# Characters of the open documents whose syntax is kept: some 100 MB at the most.
HELD = 6_000_000

_COMPARED = 2  # texts before and after an edit, however long they are


class Recent:
    """Looked up by the text itself: first the very string, then an equal one (no hash of it is made, which
    would cost more than comparing).  Any thread may ask.
    """

    def __init__(self) -> None:
        self._last: deque[Syntax] = deque()
        self._held: OrderedDict[str, Syntax] = OrderedDict()
        self._lock = Lock()

    def find(self, text: str, language: Language, *, provisional: bool) -> Syntax | None:
        """What was kept for this text; one that is only provisional if that will do."""
        with self._lock:
            found = [syntax for syntax in self._all(language) if syntax.text == text]
        return next((syntax for syntax in found if provisional or not syntax.provisional), None)

    def alike(self, language: Language) -> list[Syntax]:
        """All that is kept of the language; what was added last comes first."""
        with self._lock:
            return list(self._all(language))

    def add(self, syntax: Syntax) -> None:
        """Keep one until ``KEPT`` newer ones have come; of long texts the last two, to be compared."""
        with self._lock:
            self._last.appendleft(syntax)
            while len(self._last) > KEPT or (
                len(self._last) > _COMPARED and _length(self._last) > KEPT_CHARACTERS
            ):
                self._last.pop()

    def hold(self, name: str, syntax: Syntax) -> None:
        """Keep one, in place of the one before it of that name, until it is released.

        Past ``HELD`` characters in all, those that have not changed for longest go.
        """
        with self._lock:
            self._held[name] = syntax
            self._held.move_to_end(name)
            while len(self._held) > 1 and _length(self._held.values()) > HELD:
                self._held.popitem(last=False)

    def release(self, name: str) -> None:
        """Let go of what is held by that name, if anything is."""
        with self._lock:
            self._held.pop(name, None)

    def _all(self, language: Language) -> Iterator[Syntax]:
        for syntax in (*self._last, *reversed(self._held.values())):
            if syntax.language == language:
                yield syntax


def _length(kept: Iterable[Syntax]) -> int:
    """The characters of all their texts."""
    return sum(len(syntax.text) for syntax in kept)
