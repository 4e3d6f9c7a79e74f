"""Text that must not go to the model as it is, changed on the way out and changed back on the way in.

Two kinds.  Strings that look like keys are masked, whatever the endpoint.  Strings that spell the
model's control tokens become control tokens on vLLM, on both endpoints, and no switch prevents it
(m2-wire-measured, section 1); where the server renders the prompt, a zero-width character after their
first character keeps them text.  (Prompts that we render ourselves send token ids instead.)
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from m2lsp.index.secrets import mask

# One that does not occur in the texts at hand is taken, so that the way back is exact.
_INVISIBLE = ("\u200b", "\u200c", "\u2060", "\ufeff")


@dataclass(slots=True)
class Shield:
    """Covers the texts of one request and uncovers the reply to it.

    ``markers`` are the strings to break up; empty where the prompt carries token ids.
    """

    markers: tuple[str, ...] = ()
    mask_secrets: bool = True
    invisible: str = _INVISIBLE[0]
    _restore: list[Callable[[str], str]] = field(default_factory=list)

    @classmethod
    def over(cls, texts: Iterable[str], markers: Iterable[str], *, mask_secrets: bool = True) -> "Shield":
        """A shield whose zero-width character occurs in none of the texts."""
        present = set().union(*(set(t).intersection(_INVISIBLE) for t in texts))
        free = [c for c in _INVISIBLE if c not in present]
        return cls(tuple(markers), mask_secrets, free[0] if free else _INVISIBLE[0])

    def cover(self, text: str) -> str:
        """The text as it may be sent."""
        if self.mask_secrets:
            text, masked = mask(text)
            self._restore.append(masked.restore)
        # Again and again, because breaking one marker can leave another that overlapped it.
        while self.markers and (found := next((m for m in self.markers if m in text), None)):
            text = text.replace(found, self._broken(found))
        return text

    def uncover(self, text: str) -> str:
        """What the model wrote, with covered strings as they were in the source."""
        if self.markers and self.invisible in text:
            broken = sorted(map(self._broken, self.markers), key=len, reverse=True)
            pattern = re.compile("|".join(map(re.escape, broken)))
            text = pattern.sub(lambda m: m[0].replace(self.invisible, ""), text)
        for restore in self._restore:
            text = restore(text)
        return text

    def _broken(self, marker: str) -> str:
        return marker[0] + self.invisible + marker[1:]
