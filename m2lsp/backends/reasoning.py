"""Thinking and answer, told apart while they stream.

Where an endpoint puts the thinking is written in its row, as a ``Shape``; nothing here guesses it from
the text.  The splitter loses nothing: thinking and answer together are every byte that came, the tags
left out (and blanks before an opening tag).  So the newlines that a model writes after ``</think>``
belong to the answer, and those before it to the thinking.

The text is split once, at the first closing tag: an answer may be code that holds such tags itself
(m2-wire, trap 3).  A repeated opening tag is therefore thinking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any

from m2lsp.core.chat import Delta
from m2lsp.profiles.spec import Thinking


class Kind(StrEnum):
    """Where in an answer the thinking is."""

    FIELD = "field"  # beside the content, in a field of its own
    INLINE = "inline"  # at the start of the content, between tags; or there is none
    CLOSE_ONLY = "close only"  # as INLINE, but the prompt holds the opening tag
    NONE = "none"  # the endpoint gives none
    UNKNOWN = "unknown"  # any of these


@dataclass(frozen=True, slots=True)
class Shape:
    """``fields`` are read in this order, the first that holds anything in a chunk counts.

    A field is a string, or a list of details with a ``text`` each (MiniMax's ``reasoning_details``,
    whose texts are increments: MiniMax-M2 issue 95).  They are read whatever the kind is.
    """

    kind: Kind
    fields: tuple[str, ...] = ()


class _At(Enum):
    START = auto()
    THINKING = auto()
    ANSWER = auto()


_START = {Kind.INLINE: _At.START, Kind.UNKNOWN: _At.START, Kind.CLOSE_ONLY: _At.THINKING}


class Splitter:
    """One answer's way from chunks to deltas.

    ``tags`` are the model family's, ``None`` for one that does not think: then content is answer.
    """

    def __init__(self, shape: Shape, tags: Thinking | None) -> None:
        self._fields = shape.fields
        self._tags = tags or Thinking("", "", opened_by_prompt=False)
        self._at = _START.get(shape.kind, _At.ANSWER) if tags else _At.ANSWER
        self._held = ""  # what may still turn out to be a tag

    def feed(self, chunk: Mapping[str, Any]) -> Delta:
        """What a chunk's ``delta`` (or a whole ``message``) adds; perhaps nothing yet."""
        thinking = next((text for f in self._fields if (text := _text(chunk.get(f)))), "")
        inline, answer = self.split(_text(chunk.get("content")))
        return Delta(text=answer, thinking=thinking + inline)

    def split(self, content: str) -> tuple[str, str]:
        """The thinking and the answer in some more content."""
        self._held += content
        if self._at is _At.START:
            self._open()
        thinking = self._think() if self._at is _At.THINKING else ""
        answer = self._take(0) if self._at is _At.ANSWER else ""
        return thinking, answer

    def end(self) -> Delta:
        """What was held back: no tag can follow any more.  Unclosed thinking stays thinking."""
        rest = self._take(0)
        return Delta(thinking=rest) if self._at is _At.THINKING else Delta(text=rest)

    def _open(self) -> None:
        seen, tag = self._held.lstrip(), self._tags.open
        if seen.startswith(tag):
            self._at, self._held = _At.THINKING, seen[len(tag) :]
        elif not tag.startswith(seen):
            self._at = _At.ANSWER

    def _think(self) -> str:
        before, tag, after = self._held.partition(self._tags.close)
        if tag:
            self._at, self._held = _At.ANSWER, after
            return before
        return self._take(_overlap(self._held, self._tags.close))

    def _take(self, keep: int) -> str:
        """All that is held but its last ``keep`` characters."""
        cut = len(self._held) - keep
        taken, self._held = self._held[:cut], self._held[cut:]
        return taken


def _overlap(text: str, tag: str) -> int:
    """How long an end of the text is that begins the tag."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0)


def _text(value: object) -> str:
    """The text of a field: itself, or the texts of its parts; anything else is none."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(_text(part.get("text")) for part in value if isinstance(part, dict))
    return ""
