"""Where the lines of a text start, kept up while it is typed in."""

from collections.abc import Sequence
from typing import overload

from m2lsp.core.text import Span, line_of, line_starts


class Lines(Sequence[int]):
    """The offset at which each line of one text starts; never changes.

    After a change of the text, ``changed`` gives the starts of the new one without looking at all of it.
    There is a gap where the last change was: the starts behind it are kept as they were, with what is to be
    added to them.  So a key costs microseconds where the last one was typed, and one elsewhere a tenth of a
    microsecond for each line between (against 2 ms to find all the starts of 20,000 lines anew).
    """

    __slots__ = ("_head", "_shift", "_tail")

    def __init__(self, head: tuple[int, ...], tail: tuple[int, ...] = (), shift: int = 0) -> None:
        self._head = head
        self._tail = tail
        self._shift = shift

    @classmethod
    def of(cls, text: str) -> "Lines":
        """The starts of a text that nothing is known of."""
        return cls(line_starts(text))

    def __len__(self) -> int:
        return len(self._head) + len(self._tail)

    @overload
    def __getitem__(self, index: int) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[int, ...]: ...

    def __getitem__(self, index: int | slice) -> int | tuple[int, ...]:
        if isinstance(index, slice):
            return tuple(self[number] for number in range(*index.indices(len(self))))
        split = len(self._head)
        if 0 <= index < split:
            return self._head[index]
        if index < -len(self):
            raise IndexError(f"there is no line {index}")
        at = index if index >= 0 else index + len(self)
        return self._head[at] if at < split else self._tail[at - split] + self._shift

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lines) and self[:] == other[:]

    def __hash__(self) -> int:
        return hash(self[:])

    def changed(self, span: Span, new: str, after: str) -> "Lines":
        """The starts once ``new`` stands in place of ``span``; ``after`` is the text then.

        Only the lines that the change touches are searched.  The character before it counts as touched: it
        may be a ``\\r`` that a ``\\n`` now follows.
        """
        first = line_of(self, max(span.start - 1, 0))
        last = line_of(self, span.end)
        grown = len(new) - (span.end - span.start)
        end = self[last + 1] + grown if last + 1 < len(self) else len(after)
        begin = self[first]
        found = line_starts(after[begin:end])[1:]
        head, tail, shift = self._split(first, last)
        if tail:
            found = found[:-1]  # that is the first of the tail
        return Lines(head + tuple(begin + start for start in found), tail, shift + grown)

    def _split(self, first: int, last: int) -> tuple[tuple[int, ...], tuple[int, ...], int]:
        """The starts up to that of ``first``, those after that of ``last``, and what to add to these."""
        split, head, tail, shift = len(self._head), self._head, self._tail, self._shift
        if first + 1 <= split:
            before = head[: first + 1]
        else:
            before = head + tuple(start + shift for start in tail[: first + 1 - split])
        if last + 1 >= split:
            return before, tail[last + 1 - split :], shift
        return before, tuple(start - shift for start in head[last + 1 :]) + tail, shift
