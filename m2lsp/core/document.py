"""One text at one moment."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from m2lsp.core import text as t
from m2lsp.core.lines import Lines
from m2lsp.core.text import Encoding, Span


@dataclass(frozen=True)
class Document:
    """A text as it was at one version; never changes.

    ``uri`` is the client's own spelling, ``path`` the file behind it (``None`` for ``untitled:`` and
    the like), ``version`` the client's number or ``None`` for a file read from disk.
    """

    uri: str
    text: str
    language_id: str = ""
    version: int | None = None
    path: Path | None = None

    @cached_property
    def starts(self) -> Lines:
        """The offset at which each line starts."""
        return Lines.of(self.text)

    @cached_property
    def eol(self) -> str:
        """The line end that the document uses most."""
        return t.dominant_eol(self.text)

    def changed(self, span: Span, new: str, version: int | None) -> "Document":
        """The document once ``new`` stands in place of ``span``.

        Copies the text, and looks at no other lines than those that the change touches.
        """
        text = self.text[: span.start] + new + self.text[span.end :]
        after = replace(self, text=text, version=version)
        after.__dict__["starts"] = self.starts.changed(span, new, text)
        return after

    @property
    def name(self) -> str:
        """The file's name, for prompts and messages."""
        return self.path.name if self.path else self.uri.rsplit("/", 1)[-1]

    def line_of(self, offset: int) -> int:
        """The number (from 0) of the line that holds ``offset``."""
        return t.line_of(self.starts, offset)

    def line_span(self, line: int) -> Span:
        """The span of a line, its end of line left out."""
        start = self.starts[line]
        end = self.starts[line + 1] if line + 1 < len(self.starts) else len(self.text)
        while end > start and self.text[end - 1] in "\r\n":
            end -= 1
        return Span(start, end)

    def line_text(self, line: int) -> str:
        """The text of a line, its end of line left out."""
        return self.line_span(line).of(self.text)

    def lines(self, first: int, end: int) -> tuple[str, ...]:
        """The texts of the lines from ``first`` up to ``end``, which are numbers of lines there are."""
        if first >= end:
            return ()
        stop = self.starts[end] if end < len(self.starts) else len(self.text)
        return tuple(t.line_texts(self.text[self.starts[first] : stop])[: end - first])

    def whole_lines(self, span: Span) -> Span:
        """The span grown to whole lines, the last one's end of line included.

        A span that ends at the very start of a line does not reach into that line.
        """
        first = self.line_of(span.start)
        last = self.line_of(span.end)
        if last > first and span.end == self.starts[last]:
            last -= 1
        end = self.starts[last + 1] if last + 1 < len(self.starts) else len(self.text)
        return Span(self.starts[first], end)

    def offset(self, line: int, character: int, encoding: Encoding) -> int:
        """The offset of an LSP position; positions outside the text give its nearest place."""
        if line >= len(self.starts):
            return len(self.text)
        span = self.line_span(max(line, 0))
        return span.start + t.characters(span.of(self.text), max(character, 0), encoding)

    def position(self, offset: int, encoding: Encoding) -> tuple[int, int]:
        """The LSP position (line, character) of an offset."""
        line = self.line_of(offset)
        return line, t.units(self.text[self.starts[line] : offset], encoding)
