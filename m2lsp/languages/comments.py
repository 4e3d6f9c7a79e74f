"""The comments of a text, and what they document."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from m2lsp.core.text import Span


@dataclass(frozen=True)
class Comments:
    """The comments of ``text`` and the attributes that may stand between one and what it documents.

    Both are in the order of the text.  ``markers`` are the characters that comments are made with;
    ``noise`` is a regular expression for mark-up in them.
    """

    text: str
    comments: Sequence[Span]
    attributes: Sequence[Span]
    markers: str
    noise: str = ""

    def doc_before(self, offset: int) -> str:
        """The first line of the comments that stand directly above ``offset``, without their markers."""
        above: list[Span] = []
        while found := self._by_end.get(before_blanks(self.text, offset)):
            span, is_comment = found
            gap = self.text[before_blanks(self.text, offset) : offset]
            if gap.count("\n") > 1 or not starts_line(self.text, span.start):
                break
            above += [span] if is_comment else []
            offset = span.start
        lines = (line for span in reversed(above) for line in span.of(self.text).split("\n"))
        return next(filter(None, map(self._words, lines)), "")

    def _words(self, line: str) -> str:
        """A comment's line without what makes it a comment, and without mark-up."""
        bare = line.strip(self.markers)
        return re.sub(self.noise, "", bare).strip(self.markers) if self.noise else bare

    def cut_from(self, span: Span) -> str:
        """The text of ``span`` without the comments in it."""
        out, at = [], span.start
        first = bisect_left(self.comments, span.start, key=lambda comment: comment.start)
        for comment in self.comments[first:]:
            if comment.start >= span.end:
                break
            out.append(self.text[at : comment.start])
            at = comment.end
        return "".join([*out, self.text[at : max(at, span.end)]])

    @cached_property
    def _by_end(self) -> dict[int, tuple[Span, bool]]:
        """Each by where its last visible character ends, with whether it is a comment."""
        both = [(span, True) for span in self.comments] + [(span, False) for span in self.attributes]
        return {before_blanks(self.text, span.end): (span, is_comment) for span, is_comment in both}


def before_blanks(text: str, offset: int) -> int:
    """The offset at which the white space before ``offset`` begins."""
    while offset > 0 and text[offset - 1].isspace():
        offset -= 1
    return offset


def starts_line(text: str, offset: int) -> bool:
    """Whether only white space stands before ``offset`` on its line."""
    return not text[line_start(text, offset) : offset].strip()


def line_start(text: str, offset: int) -> int:
    """The offset at which the line that holds ``offset`` starts."""
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def line_end(text: str, offset: int) -> int:
    """The offset at which the line that holds ``offset`` ends, before its line end."""
    ends = (found for end in "\n\r" if (found := text.find(end, offset)) >= 0)
    return min(ends, default=len(text))


def indentation(text: str, offset: int) -> int:
    """How deep the line of ``offset`` is indented, up to it, in columns; tabs stop at every eighth."""
    before = text[line_start(text, offset) : offset]
    return len(before[: len(before) - len(before.lstrip())].expandtabs(8))
