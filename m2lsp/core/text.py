"""Offsets, spans and lines.

A line ends at ``\\n``, ``\\r\\n`` or ``\\r`` and nowhere else, as LSP has it;
``str.splitlines`` also breaks at form feeds and U+2028, so it is not used on documents.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


class Encoding(StrEnum):
    """What an LSP position's ``character`` counts: code units of this encoding."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of offsets in characters: ``text[start:end]``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span: {self.start}..{self.end}")

    @property
    def empty(self) -> bool:
        """Whether it is a mere place between two characters."""
        return self.start == self.end

    def contains(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside (edges may touch)."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def of(self, text: str) -> str:
        """The part of ``text`` that it covers."""
        return text[self.start : self.end]


def line_starts(text: str) -> tuple[int, ...]:
    """The offset at which each line starts; always at least ``(0,)``."""
    if "\r" not in text:  # a tenth of the time of the general case
        starts = [0]
        at = text.find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = text.find("\n", at + 1)
        return tuple(starts)
    return (0, *(m.end() for m in _LINE_END.finditer(text)))


def split_lines(text: str) -> list[str]:
    """The lines of ``text`` with their ends kept; joined they give ``text`` again."""
    starts = line_starts(text)
    lines = [text[a:b] for a, b in zip(starts, (*starts[1:], len(text)), strict=True)]
    return lines if lines[-1] else lines[:-1]


def line_texts(text: str) -> list[str]:
    """The lines of ``text`` without their ends, the last one too where it is empty."""
    return _LINE_END.split(text)


def line_of(starts: Sequence[int], offset: int) -> int:
    """The number (from 0) of the line that holds ``offset``."""
    return bisect_right(starts, offset) - 1


def units(text: str, encoding: Encoding) -> int:
    """How many code units of ``encoding`` the text takes."""
    if encoding is Encoding.UTF32 or text.isascii():
        return len(text)
    if encoding is Encoding.UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(c > "\uffff" for c in text)


def characters(line: str, count: int, encoding: Encoding) -> int:
    """How many characters of ``line`` the first ``count`` code units are.

    Beyond the line's end gives the line's length; inside a character gives the place before it
    (the LSP specification leaves both open; editors expect this).
    """
    if encoding is Encoding.UTF32 or line.isascii():
        return min(count, len(line))
    used = 0
    for index, char in enumerate(line):
        width = units(char, encoding)
        if used + width > count:
            return index
        used += width
    return len(line)


def dominant_eol(text: str) -> str:
    """The line end that the text uses most: ``\\r\\n``, ``\\n`` or ``\\r``; ``\\n`` for none."""
    if "\r" not in text:  # most are so, and it takes a fiftieth of counting
        return "\n"
    crlf = text.count("\r\n")
    lf, cr = text.count("\n") - crlf, text.count("\r") - crlf
    return max((lf, "\n"), (crlf, "\r\n"), (cr, "\r"), key=lambda pair: pair[0])[1]


def with_eol(text: str, eol: str) -> str:
    """The text with every line end replaced by ``eol``."""
    return _LINE_END.sub(lambda _: eol, text)


def one_line(text: str, most: int) -> str:
    """A text from outside, fit to stand in a sentence: one line of at most so many characters.

    What nobody can see is left out: control characters, text-direction overrides.  Half a character, which
    is more than some editors can read, becomes a question mark.
    """
    line = " ".join(_UNSEEN.sub("", text.encode(errors="replace").decode()).split())
    return line if len(line) <= most else line[: most - 1] + "…"
