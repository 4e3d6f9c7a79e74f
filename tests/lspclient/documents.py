"""The client's own copies of the documents, with its own arithmetic of positions.

Written apart from ``m2lsp.core.text`` on purpose: the server is checked against it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_LINE_END = re.compile(r"\r\n|\n|\r")
_UNIT_BYTES = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_CODEC = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}

Json = dict[str, object]


def width(text: str, encoding: str) -> int:
    """How many code units of ``encoding`` the text takes."""
    return len(text.encode(_CODEC[encoding])) // _UNIT_BYTES[encoding]


@dataclass
class Copy:
    """One document as the client has it; offsets are in characters."""

    uri: str
    text: str
    language_id: str
    version: int = 1
    encoding: str = "utf-16"

    def _line_starts(self) -> list[int]:
        return [0, *(m.end() for m in _LINE_END.finditer(self.text))]

    def position(self, offset: int) -> dict[str, int]:
        """The LSP position of an offset, in the negotiated encoding."""
        starts = self._line_starts()
        line = max(n for n, start in enumerate(starts) if start <= offset)
        return {"line": line, "character": width(self.text[starts[line] : offset], self.encoding)}

    def range(self, start: int, end: int) -> Json:
        """The LSP range of ``text[start:end]``."""
        return {"start": self.position(start), "end": self.position(end)}

    def offset(self, position: dict[str, int]) -> int:
        """The offset of an LSP position.

        Raises:
            ValueError: the position is outside the text or inside a character.
        """
        starts = self._line_starts()
        if position["line"] >= len(starts):
            raise ValueError(f"no such line: {position}")
        start = starts[position["line"]]
        line = _LINE_END.split(self.text[start:], maxsplit=1)[0]
        for index in range(len(line) + 1):
            if width(line[:index], self.encoding) == position["character"]:
                return start + index
        raise ValueError(f"no such character: {position} in {line!r}")

    def span(self, lsp_range: dict[str, dict[str, int]]) -> tuple[int, int]:
        """The offsets of an LSP range."""
        return self.offset(lsp_range["start"]), self.offset(lsp_range["end"])

    def replace(self, start: int, end: int, new: str) -> Json:
        """Change the text and its version; the content change to tell the server."""
        change: Json = {"range": self.range(start, end), "text": new}
        self.text = self.text[:start] + new + self.text[end:]
        self.version += 1
        return change

    def with_edits(self, edits: Iterable[Json]) -> str:
        """The text with LSP text edits applied, all of them meant for the text as it is."""
        spans = sorted(((*self.span(e["range"]), e["newText"]) for e in edits), key=lambda s: s[:2])
        out, at = [], 0
        for start, end, new in spans:
            if start < at:
                raise ValueError("edits overlap")
            out += [self.text[at:start], new]
            at = end
        return "".join([*out, self.text[at:]])
