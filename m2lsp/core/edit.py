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
