"""Text that must not go to the model as it is, changed on the way out and changed back on the way in.

Two kinds.  Strings that look like keys are masked, whatever the endpoint.  Strings that spell the
model's control tokens become control tokens on vLLM, on both endpoints, and no switch prevents it
(m2-wire-measured, section 1); where the server renders the prompt, a zero-width character after their
first character keeps them text.  (Prompts that we render ourselves send token ids instead.)
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from m2lsp.index.secrets import mask

_INVISIBLE = ("\u200b", "\u200c", "\u2060", "\ufeff")
# For a text that has all of those: characters that mean nothing to anybody but its author.
_PRIVATE = range(0xE000, 0xF900)


@dataclass
class Shield:
    """Covers the texts of one request and uncovers the reply to it.

    ``markers`` are the strings to break up; empty where the prompt carries token ids.  ``invisible``
    does it; the way back is exact if none of the texts holds it.
    """

    markers: tuple[str, ...] = ()
    mask_secrets: bool = True
    invisible: str = _INVISIBLE[0]
    _restore: list[Callable[[str], str]] = field(default_factory=list)

    @classmethod
    def over(cls, texts: Iterable[str], markers: Iterable[str], *, mask_secrets: bool = True) -> "Shield":
        """A shield whose zero-width character occurs in none of the texts."""
        present = set().union(*map(set, texts))
        free = next((c for c in _characters() if c not in present), _INVISIBLE[0])
        return cls(tuple(markers), mask_secrets, free)

    def cover(self, text: str) -> str:
        """The text as it may be sent."""
        if self.mask_secrets:
            text, masked = mask(text)
            self._restore.append(masked.restore)
        # Again and again, because breaking one marker can leave another that overlapped it.
        while found := spelled(text, self.markers):
            text = text.replace(found, found[0] + self.invisible + found[1:])
        return text

    def uncover(self, text: str) -> str:
        """What the model wrote, with covered strings as they were in the source."""
        if self.markers and self.invisible in text:
            text = self._breaks.sub("", text)
        for restore in self._restore:
            text = restore(text)
        return text

    @cached_property
    def _breaks(self) -> re.Pattern[str]:
        """The zero-width characters inside broken markers, which may overlap."""
        inside = re.escape(self.invisible)
        return re.compile(
            "|".join(
                f"(?<={re.escape(m[0])}){inside}(?={f'{inside}?'.join(map(re.escape, m[1:]))})"
                for m in self.markers
            )
        )


def spelled(text: str, markers: Iterable[str]) -> str | None:
    """A marker that stands in the text, if one does."""
    return next((m for m in markers if m in text), None)


def _characters() -> Iterator[str]:
    yield from _INVISIBLE
    yield from map(chr, _PRIVATE)
