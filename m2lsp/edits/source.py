"""A text as numbered lines without their ends: what edits are located in."""

from dataclasses import dataclass

from m2lsp.core.text import Span, line_starts

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Source:
    """``bodies`` are the lines without their ends, ``starts`` their offsets in characters.

    A byte order mark at the very start belongs to no line; a line end at the very end starts none.
    """

    text: str
    starts: tuple[int, ...]
    bodies: tuple[str, ...]

    def span(self, first: int, last: int) -> Span:
        """The span of the lines from ``first`` up to, not including, ``last``, ends included."""
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        return Span(self.starts[first], end) if first < last else Span(end, end)

    def end_of(self, line: int) -> str:
        """The line end of a line; empty for a last line without one."""
        return self.text[self.starts[line] + len(self.bodies[line]) : self.span(line, line + 1).end]

    def line_at(self, offset: int) -> int:
        """The number (from 1, as people and models count) of the line at ``offset``."""
        return sum(1 for start in self.starts[1:] if start <= offset) + 1


def source(text: str) -> Source:
    """The text, split."""
    starts = list(line_starts(text))
    if starts[-1] == len(text):
        starts.pop()
    ends = [*starts[1:], len(text)] if starts else []
    if starts and text.startswith(BOM):
        starts[0] = 1
    bodies = tuple(text[a:b].rstrip("\r\n") for a, b in zip(starts, ends, strict=True))
    return Source(text, tuple(starts), bodies)


def is_blank(body: str) -> bool:
    """Whether a line holds nothing but white space."""
    return not body or body.isspace()
