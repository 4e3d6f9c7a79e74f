"""Places in files as a command line names them: ``FILE:LINE[:COL][-LINE[:COL]]``."""

import argparse
import re
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.errors import Declined
from m2lsp.core.text import Span

# The file part is lazy but must leave digits behind it, so `C:\dir\a.py:3:5` is read right.
_PLACE = re.compile(r"(?P<file>.+?):(?P<line>\d+)(?::(?P<column>\d+))?(?:-(?P<last>\d+)(?::(?P<end>\d+))?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns count from 1, columns in characters; ``None`` where not said."""

    path: Path
    line: int
    column: int | None = None
    last_line: int | None = None
    end_column: int | None = None

    def span(self, document: Document) -> Span:
        """The place in the document: a cursor, or the lines from first to last.

        Raises:
            Declined: the document has no such line or column.
        """
        start = self._offset(document, self.line, 1 if self.column is None else self.column)
        if self.last_line is None:
            return Span(start, start)
        last = self._line(document, self.last_line)
        end = last.end if self.end_column is None else self._offset(document, self.last_line, self.end_column)
        if end < start:
            raise Declined(f"{self.path}: the place ends before it begins.")
        return Span(start, end)

    def _offset(self, document: Document, line: int, column: int) -> int:
        span = self._line(document, line)
        if not 1 <= column <= span.end - span.start + 1:
            width = span.end - span.start
            raise Declined(f"{self.path}: line {line} has {width} characters, there is no column {column}.")
        return span.start + column - 1

    def _line(self, document: Document, line: int) -> Span:
        if not 1 <= line <= len(document.starts):
            raise Declined(f"{self.path} has {len(document.starts)} lines, there is no line {line}.")
        return document.line_span(line - 1)


def cursor(text: str) -> Place:
    """Read a place that is no range, for argparse.

    Raises:
        argparse.ArgumentTypeError: it is none, or a range.
    """
    found = place(text)
    if found.column is None or found.last_line is not None:
        raise argparse.ArgumentTypeError(f"{text!r} is no FILE:LINE:COL")
    return found


def place(text: str) -> Place:
    """Read a place, for argparse.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    found = _PLACE.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no FILE:LINE[:COL][-LINE[:COL]]")
    numbers = (found[name] for name in ("line", "column", "last", "end"))
    line, column, last, end = (None if n is None else int(n) for n in numbers)
    return Place(Path(found["file"]), line or 0, column, last, end)
