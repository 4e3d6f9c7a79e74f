"""From bytes, in which tree-sitter counts, to characters, in which everything else counts.

For ASCII the two are the same.  Otherwise every 4 KiB of the bytes there is a checkpoint that says how many
characters came before, so that one conversion costs at most a few microseconds however long the lines are.
"""

from bisect import bisect_right
from functools import cached_property

_STEP = 4096
_CONTINUATION = bytes(range(0x80, 0xC0))  # the bytes of a character after its first


class Offsets:
    """The bytes of a text and the way between the two counts.

    ``data`` is the text in UTF-8; a lone surrogate, which a client may send, is three bytes of it.
    """

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8", "surrogatepass")
        self._text = text
        self._same = len(self.data) == len(text)

    def character(self, byte: int) -> int:
        """The offset in characters of an offset in bytes."""
        if self._same:
            return byte
        step = byte // _STEP
        return self._checkpoints[step] + _starts(self.data[step * _STEP : byte])

    def byte(self, character: int) -> int:
        """The offset in bytes of an offset in characters; past the end gives the end."""
        if self._same:
            return min(character, len(self.data))
        step = bisect_right(self._checkpoints, character) - 1
        at = min(step * _STEP, len(self.data))
        while at < len(self.data) and self.data[at] in _CONTINUATION:
            at += 1  # the character that lies across the checkpoint was counted before it
        between = self._text[self._checkpoints[step] : character]
        return at + len(between.encode("utf-8", "surrogatepass"))

    @cached_property
    def _checkpoints(self) -> list[int]:
        """How many characters start before each multiple of the step."""
        counts = [0]
        for at in range(0, len(self.data), _STEP):
            counts.append(counts[-1] + _starts(self.data[at : at + _STEP]))
        return counts


def _starts(data: bytes) -> int:
    """How many characters start in ``data``."""
    return len(data.translate(None, _CONTINUATION))
