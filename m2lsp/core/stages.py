"""What each stage of a request cost, and what else is worth telling of it.

``recording`` begins a record; whatever runs inside it, tasks that it starts included, adds to that record.
Where nobody records, nothing is measured and nothing is kept, so a step may always say what it does.
Nothing of a document's text ever gets into a record.
"""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, fields
from time import perf_counter
from types import TracebackType

from m2lsp.core.chat import Delta, Usage


@dataclass(slots=True)
class Record:
    """One request.

    ``stages`` are in the order in which they began: name and ms.  The time of a stage inside a stage is not
    counted in the outer one, and that of a stage that came twice is summed up.  ``source`` is where the
    answer came from, such as ``"memory"`` or ``"model"``; empty if nobody said.  ``usage`` is what the
    endpoint counted, ``None`` where it did not tell; ``pieces`` are the deltas that brought characters, about
    the number of tokens.  ``cuts`` are the filters that changed the answer, each with how many characters it
    took away (negative: it added some).
    """

    stages: dict[str, float] = field(default_factory=dict)
    source: str = ""
    usage: Usage | None = None
    pieces: int = 0
    cuts: list[tuple[str, int]] = field(default_factory=list)


_record: ContextVar[Record | None] = ContextVar("record", default=None)
_outer: ContextVar["Stage | None"] = ContextVar("outer stage", default=None)


@contextmanager
def recording() -> Iterator[Record]:
    """Record what happens inside the block, apart from any record round it."""
    record, before, outer = Record(), _record.get(), _outer.get()
    _record.set(record)
    _outer.set(None)
    try:
        yield record
    finally:
        # No token is used: a generator may be closed in another context than it began in.
        _record.set(before)
        _outer.set(outer)


class Stage:
    """A block of work, timed on the monotonic clock."""

    __slots__ = ("_began", "_inner_ms", "_name", "_outer", "_record")

    def __init__(self, name: str, record: Record | None) -> None:
        self._name = name
        self._record = record
        self._outer: Stage | None = None
        self._began = self._inner_ms = 0.0

    def __enter__(self) -> "Stage":
        if self._record is not None:
            self._outer = _outer.get()
            _outer.set(self)
            self._begin(self._record)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._record is not None:
            self._end(self._record)
            _outer.set(self._outer)

    def turn(self, name: str) -> None:
        """From here on it is that stage; nothing happens if it is so already."""
        if self._record is not None and name != self._name:
            self._end(self._record)
            self._name = name
            self._begin(self._record)

    def _begin(self, record: Record) -> None:
        record.stages.setdefault(self._name, 0.0)
        self._inner_ms = 0.0
        self._began = perf_counter()

    def _end(self, record: Record) -> None:
        whole_ms = (perf_counter() - self._began) * 1000
        record.stages[self._name] += max(0.0, whole_ms - self._inner_ms)  # tasks inside overlap
        if self._outer is not None:
            self._outer._inner_ms += whole_ms


NOWHERE = Stage("", None)
"""A stage that is not recorded."""


def stage(name: str) -> Stage:
    """Time the block as a stage of the request that is recorded here."""
    record = _record.get()
    return NOWHERE if record is None else Stage(name, record)


def came_from(source: str) -> None:
    """Say where the answer came from."""
    if (record := _record.get()) is not None:
        record.source = source


def cut(filter_name: str, characters: int) -> None:
    """Say that a filter took so many characters from the answer; negative, if it added some."""
    if (record := _record.get()) is not None:
        record.cuts.append((filter_name, characters))


async def streamed(deltas: AsyncGenerator[Delta, None]) -> AsyncGenerator[Delta, None]:
    """A model's deltas, counted and timed: "first token" until one brings characters, then "stream"."""
    came_from("model")
    usage: Usage | None = None
    pieces = 0
    try:
        with stage("first token") as running:
            async with aclosing(deltas) as each:
                async for delta in each:
                    usage = delta.usage or usage  # some tell it with every delta, so far
                    if delta.text or delta.thinking:
                        pieces += 1
                        running.turn("stream")
                    yield delta
    finally:
        _heard(pieces, usage)


def _heard(pieces: int, usage: Usage | None) -> None:
    if (record := _record.get()) is None:
        return
    record.pieces += pieces
    if usage:
        before = record.usage or Usage()
        record.usage = Usage(*(getattr(before, f.name) + getattr(usage, f.name) for f in fields(Usage)))
