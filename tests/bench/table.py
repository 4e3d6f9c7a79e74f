"""Rows of figures, printed."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A figure; ``ratio`` is against the baseline named in the row before."""

    what: str
    value: float
    unit: str
    ratio: float | None = None


class Unavailable(Exception):
    """What is measured here is not on this machine; says how to get it."""


def show(title: str, rows: Iterable[Row]) -> None:
    """Print the rows under a title."""
    print(f"\n{title}")
    for row in rows:
        ratio = f"   {row.ratio:5.2f} x" if row.ratio is not None else ""
        print(f"  {row.what:56} {row.value:9.1f} {row.unit:6}{ratio}")


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that ``share`` of them do not pass."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
