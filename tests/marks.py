"""Fixtures with places marked in the text: ``ˇ`` is a cursor, ``«»`` a range.

    parse("xs = sort(ˇ)")     -> text "xs = sort()", spans (10..10)
    parse("xs = «sort()»")    -> text "xs = sort()", spans (5..11)

Ranges may nest.  ``mark`` is the way back, so that what a test expects can be written in the same form.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from m2lsp.core.text import Span

CURSOR, OPEN, CLOSE = "ˇ", "«", "»"


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its marks, and where they stood, in order of their start (offsets in characters)."""

    text: str
    spans: tuple[Span, ...]

    @property
    def span(self) -> Span:
        """The one mark of the fixture."""
        (only,) = self.spans
        return only

    @property
    def cursor(self) -> int:
        """The offset of the fixture's one cursor; other marks may be ranges."""
        (only,) = (span.start for span in self.spans if span.empty)
        return only


def parse(fixture: str) -> Marked:
    """Take the marks out of ``fixture``.

    Raises:
        ValueError: a range is not closed, or closed twice.
    """
    text: list[str] = []
    opened: list[int] = []
    spans: list[tuple[int, int, Span]] = []
    for char in fixture:
        if char == CURSOR:
            spans.append((len(text), len(opened), Span(len(text), len(text))))
        elif char == OPEN:
            opened.append(len(text))
        elif char == CLOSE:
            if not opened:
                raise ValueError("» without «")
            start = opened.pop()
            spans.append((start, len(opened), Span(start, len(text))))
        else:
            text.append(char)
    if opened:
        raise ValueError("« without »")
    return Marked("".join(text), tuple(span for *_, span in sorted(spans)))


def mark(text: str, spans: Iterable[Span]) -> str:
    """The text with ``spans`` marked in it; an empty span becomes a cursor."""
    marks: list[tuple[int, int, str]] = []
    for span in spans:
        if span.empty:
            marks.append((span.start, 1, CURSOR))
        else:
            marks += [(span.start, 2, OPEN), (span.end, 0, CLOSE)]
    for offset, _, sign in sorted(marks, reverse=True):
        text = text[:offset] + sign + text[offset:]
    return text
