"""Thinking and answer, told apart while they stream.

Where an endpoint puts the thinking is written in its row, or found by the probe, as a ``Shape``.  The
splitter loses nothing: thinking and answer together are every character that came, the tags left out
(and blanks before an opening tag).  So the newlines that a model writes after ``</think>`` belong to the
answer, and those before it to the thinking.

The text is split once, at the first closing tag: an answer may be code that holds such tags itself
(m2-wire, trap 3).  A repeated opening tag is therefore thinking.  Thinking that quotes the closing tag
can't be told from its end, neither here nor by a server's parser.

**Doubt.**  Where a field is expected, or anything, and a family whose prompt opens the block begins with
plain content, a parser is missing somewhere and the content may be thinking.  It is held back until a
closing tag shows that it was, or a field that it was not.  At the end it is the answer if the model
stopped of its own accord, or called a tool where the row promises a field.  What is cut off is taken for
thinking: an answer that is held too long, or called thinking, is a lesser evil than thinking in a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Any

from m2lsp.backends.increments import Increments
from m2lsp.core.chat import Delta, Finish
from m2lsp.profiles.spec import Thinking


class Kind(StrEnum):
    """Where in an answer the thinking is."""

    FIELD = "field"  # beside the content, in a field of its own
    INLINE = "inline"  # at the start of the content, between tags; or there is none
    CLOSE_ONLY = "close only"  # as INLINE, but a tag that the prompt opened is not repeated
    NONE = "none"  # the endpoint gives none
    UNKNOWN = "unknown"  # any of these


@dataclass(frozen=True, slots=True)
class Shape:
    """``fields`` are read in this order, the first that holds anything in a chunk counts.

    A field is a string, or a list of details with a ``text`` each (``reasoning_details``; what is new in
    them, ``increments`` tells).  They are read whatever the kind is.
    """

    kind: Kind
    fields: tuple[str, ...] = ()


class _At(Enum):
    START = auto()
    DOUBT = auto()
    THINKING = auto()
    ANSWER = auto()


_DETAILS = "reasoning_details"


class Splitter:
    """One answer's way from chunks to deltas.

    ``tags`` are the model family's, ``None`` for one that does not think: then content is answer.
    ``thinks`` is false where the request keeps the model from thinking.  ``call`` is the text that begins
    a call which no parser took out; in thinking it is held back to the end, as one in thinking that is
    never closed is meant (m2-wire, section 2: it ends the thinking).
    """

    def __init__(self, shape: Shape, tags: Thinking | None, *, thinks: bool = True, call: str = "") -> None:
        self._fields = shape.fields
        self._tags = tags or Thinking("", "", opened_by_prompt=False)
        self._call = call
        promised = (Finish.TOOL_CALLS,) if shape.kind is Kind.FIELD else ()
        self._answered_by = (None, Finish.STOP, *promised)
        opened = self._tags.opened_by_prompt and thinks
        self._doubts = opened and shape.kind in (Kind.FIELD, Kind.UNKNOWN)
        self._details = Increments()
        self._held = ""  # what may still turn out to be a tag, or all that is in doubt
        if tags is None or shape.kind is Kind.NONE:
            self._at = _At.ANSWER
        else:
            self._at = _At.THINKING if opened and shape.kind is Kind.CLOSE_ONLY else _At.START

    def feed(self, chunk: Mapping[str, Any]) -> Delta:
        """What a chunk's ``delta`` (or a whole ``message``) adds; perhaps nothing yet."""
        thinking = self._apart(chunk)
        inline, answer = self.split(_text(chunk.get("content")))
        return Delta(text=answer, thinking=thinking + inline, details=_details(chunk.get(_DETAILS)))

    def _apart(self, chunk: Mapping[str, Any]) -> str:
        """The thinking in a field of its own."""
        for name in self._fields:
            if text := _text(chunk.get(name)):
                self._field_seen()
                return self._details.feed(text) if name == _DETAILS else text
        return ""

    def split(self, content: str) -> tuple[str, str]:
        """The thinking and the answer in some more content."""
        self._held += content
        if self._at is _At.START:
            self._open()
        thinking = self._think() if self._at in (_At.THINKING, _At.DOUBT) else ""
        answer = self._take(0) if self._at is _At.ANSWER else ""
        return thinking, answer

    def end(self, finish: Finish | None = None) -> Delta:
        """What was held back: no tag can follow any more.  Unclosed thinking stays thinking."""
        rest, apart = self._take(0), self._details.end()
        if self._at is _At.DOUBT and not (self._call and self._call in rest):
            return Delta(text=rest) if finish in self._answered_by else Delta(thinking=rest)
        if self._at in (_At.DOUBT, _At.THINKING):
            return Delta(thinking=apart + rest)
        return Delta(thinking=apart, text=rest)

    def _field_seen(self) -> None:
        """The thinking is apart, so content is answer; but see whether it comes with tags as well."""
        self._doubts = False
        if self._at is _At.DOUBT:
            self._at = _At.ANSWER

    def _open(self) -> None:
        seen, tag = self._held.lstrip(), self._tags.open
        if seen.startswith(tag):
            self._at, self._held = _At.THINKING, seen[len(tag) :]
        elif not tag.startswith(seen):
            self._at = _At.DOUBT if self._doubts else _At.ANSWER

    def _think(self) -> str:
        """The thinking as far as it is sure to be some."""
        before, tag, after = self._held.partition(self._tags.close)
        if tag:
            self._at, self._held = _At.ANSWER, after
            return before
        if self._at is _At.DOUBT:
            return ""
        return self._take(max(overlap(self._held, self._tags.close), self._begun_call()))

    def _begun_call(self) -> int:
        """How long an end of what is held may be a call, in characters."""
        at = self._held.find(self._call) if self._call else -1
        return len(self._held) - at if at >= 0 else overlap(self._held, self._call)

    def _take(self, keep: int) -> str:
        """All that is held but its last ``keep`` characters."""
        cut = len(self._held) - keep
        taken, self._held = self._held[:cut], self._held[cut:]
        return taken


def overlap(text: str, tag: str) -> int:
    """How long an end of the text is that begins the tag, but is not all of it; in characters."""
    return next((n for n in range(min(len(tag) - 1, len(text)), 0, -1) if text.endswith(tag[:n])), 0)


def _details(value: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(part for part in value if isinstance(part, dict)) if isinstance(value, list) else ()


def _text(value: object) -> str:
    """The text of a field: itself, or the texts of its parts; anything else is none."""
    if isinstance(value, str):
        return value
    return "".join(_text(part.get("text")) for part in _details(value))
