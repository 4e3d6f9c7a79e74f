"""Changes to texts, as values."""

from collections.abc import Sequence
from dataclasses import dataclass

from m2lsp.core.document import Document
from m2lsp.core.text import Span


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Put ``new`` in place of ``span``."""

    span: Span
    new: str


@dataclass(frozen=True, slots=True)
class DocumentEdit:
    """Edits of one document, for the very version they were made for.

    Sorted, not overlapping, and minimal: lines that stay are not touched.
    """

    document: Document
    edits: tuple[Edit, ...]

    @property
    def after(self) -> str:
        """The document's text with the edits applied."""
        return apply_edits(self.document.text, self.edits)


@dataclass(frozen=True, slots=True)
class RecentEdit:
    """Whole lines of ``document`` that the user changed: as they were ``before``, and as they are.

    They begin and end with a line or two that did not change.
    """

    document: Document
    before: str
    after: str


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits applied.

    Raises:
        ValueError: two of them overlap.
    """
    out, at = [], 0
    for edit in sorted(edits):
        if edit.span.start < at:
            raise ValueError("edits overlap")
        out += [text[at : edit.span.start], edit.new]
        at = edit.span.end
    return "".join([*out, text[at:]])


def change_between(before: str, after: str) -> Edit:
    """The one edit that makes ``after`` of ``before``: what both begin and end with is left out."""
    start = _alike(before, after)
    end = _alike_at_end(before, after, min(len(before), len(after)) - start)
    return Edit(Span(start, len(before) - end), after[start : len(after) - end])


def _alike(a: str, b: str) -> int:
    """How many characters the two begin with alike: by halves, as comparing slices is quick."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _alike_at_end(a: str, b: str, most: int) -> int:
    """How many characters, ``most`` at the most, the two end with alike."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if a[len(a) - middle : len(a) - low] == b[len(b) - middle : len(b) - low]:
            low = middle
        else:
            high = middle - 1
    return low
