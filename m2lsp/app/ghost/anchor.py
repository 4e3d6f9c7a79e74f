"""Where a suggestion belongs, told by the text round it, so that changes elsewhere don't move it."""

from dataclasses import dataclass

BEFORE, AFTER = 2000, 500
"""How much text on both sides must read the same, in characters: more than what decides an answer."""

GAINED = 80
"""The most that an editor puts behind the cursor by itself, in characters: closers, a line end, an indent."""

_CLOSERS = frozenset(")]}>\"'` \t\r\n")


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place in a text: what stands before it and after it, at most ``BEFORE`` and ``AFTER`` characters.

    Less stands there only at an end of the text.
    """

    before: str
    after: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Anchor":
        """The place ``start``; what follows is looked at from ``end`` on."""
        return cls(text[max(0, start - BEFORE) : start], text[end : end + AFTER])

    def typed(self, text: str, at: int, most: int) -> str | None:
        """What stands between the place and ``at``; ``None`` if that is no place before it.

        At most ``most`` characters.  Looks at what is near ``at`` alone, whatever the length of the text.
        """
        if len(self.before) < BEFORE:
            start = len(self.before) if text.startswith(self.before) else -1
        else:
            found = text.rfind(self.before, max(0, at - most - BEFORE), at)
            start = found + BEFORE if found >= 0 else -1
        return text[start:at] if 0 <= start <= at <= start + most else None

    def gained(self, text: str, at: int) -> str | None:
        """What has come between ``at`` and the text that followed: closers that the editor typed, or nothing.

        ``None`` if something else follows now.
        """
        for size in range(min(GAINED, len(text) - at) + 1):
            if self._follows(text, at + size):
                return text[at : at + size]
            if text[at + size : at + size + 1] not in _CLOSERS:
                return None
        return None

    def _follows(self, text: str, at: int) -> bool:
        return text.startswith(self.after, at) and (
            len(self.after) == AFTER or at + len(self.after) == len(text)
        )


def trimmed(text: str, at: int) -> int:
    """Where the blanks before ``at`` begin: they are as good a part of an answer as of the question."""
    while at and text[at - 1] in " \t":
        at -= 1
    return at
