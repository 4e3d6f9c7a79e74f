"""A quotation laid line by line over one place of a text."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from m2lsp.core.text import Span
from m2lsp.edits.likeness import Drift, drift
from m2lsp.edits.source import Source, is_blank


@dataclass(frozen=True, slots=True)
class Match:
    """Where a quotation stands: the lines from ``first`` up to, not including, ``last``.

    ``rows`` holds for each quoted line the line it stands for, or ``None`` for a blank one that the
    text does not have.  Lines of the place that are in no row are blank ones left out of the quotation.
    """

    source: Source
    first: int
    last: int
    rows: tuple[int | None, ...]
    drift: Drift = Drift.NONE

    @property
    def span(self) -> Span:
        """The place in characters, the last line's end included."""
        return self.source.span(self.first, self.last)


def exactly(source: Source, quoted: Sequence[str], first: int) -> Match:
    """The match of a quotation that stands at ``first`` word for word."""
    last = first + len(quoted)
    return Match(source, first, last, tuple(range(first, last)))


def align(source: Source, quoted: Sequence[str], rows: Sequence[int]) -> Match:
    """The match whose lines that are not blank stand at ``rows``.

    Blank lines at either end of a loose quotation are taken for its margin, not for lines of the file.
    """
    solid = [number for number, line in enumerate(quoted) if not is_blank(line)]
    paired = dict(zip(solid, rows, strict=True))
    for (k, row), (next_k, next_row) in pairwise(list(paired.items())):
        for j in range(1, min(next_k - k, next_row - row)):
            paired[k + j] = row + j
    first, last = rows[0], rows[-1] + 1
    found = Drift.NONE if len(paired) == solid[-1] + 1 - solid[0] == last - first else Drift.BLANK
    for k, row in paired.items():
        found |= drift(quoted[k], source.bodies[row])
    return Match(source, first, last, tuple(paired.get(k) for k in range(len(quoted))), found)
