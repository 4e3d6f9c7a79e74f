"""Somebody types, by a trace made from a seed, and calls that are begun and lost: reckoned, nothing waits.

The times between keys are spread as people's are (log-normal); a new line takes a pause to think, and so do
some of the ends of words.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from m2lsp.app.ghost.rhythm import Place, Rhythm

CODE = '''def average(rows, weights=None):
    """The mean of each column, weighted where weights are given."""
    if not rows:
        raise ValueError("no rows to average")
    totals = [0.0] * len(rows[0])
    for number, row in enumerate(rows):
        factor = weights[number] if weights else 1.0
        for column, value in enumerate(row):
            totals[column] += factor * value
    whole = sum(weights) if weights else len(rows)
    return [total / whole for total in totals]


class Table:
    def __init__(self, name, columns):
        self.name = name
        self.columns = list(columns)
        self._rows = []

    def append(self, row):
        if len(row) != len(self.columns):
            raise ValueError(f"{self.name} has {len(self.columns)} columns")
        self._rows.append(tuple(row))
'''
THINKING_MS = 600.0
PAUSE_MS = 400.0

Wait = Callable[[Rhythm, Place], float]
"""How long to wait for another key, in s."""


@dataclass(frozen=True)
class Sum:
    """Calls, those of them answered before the next key, and the mean wait in pauses, in ms."""

    calls: int
    in_time: int
    delay_ms: float


def fixed(ms: float) -> Wait:
    return lambda rhythm, place: ms / 1000


def adaptive(usual_ms: float) -> Wait:
    return lambda rhythm, place: rhythm.quiet_s(usual_ms / 1000, place)


def keys(key_ms: float, seed: int) -> Iterator[tuple[int, float]]:
    """The offset behind each key and the time until the next one, in s.  The editor types the indents."""
    chance = random.Random(seed)
    for at, key in enumerate(CODE, start=1):
        ms = chance.lognormvariate(0, 0.35) * key_ms
        if key == "\n":
            ms = chance.lognormvariate(0, 0.5) * max(5 * key_ms, THINKING_MS)
        elif key == " " and not CODE[:at].rpartition("\n")[2].strip():
            continue
        elif key in "(.=:,[{ ":
            ms *= chance.choice((1, 1, 1.3, 4))
        yield at, ms / 1000


def typed(wait: Wait, key_ms: float, answer_ms: float, seeds: int = 5) -> Sum:
    """What comes of typing ``CODE`` that many times with an endpoint that needs ``answer_ms``."""
    calls = in_time = 0
    delays = []
    for seed in range(seeds):
        rhythm, now, answer = Rhythm(), 0.0, answer_ms / 1000
        for at, gap in keys(key_ms, seed):
            rhythm = rhythm.keyed("file:///typed.py", now)
            waited = wait(rhythm, Place.of(CODE[:at], at))
            if gap > waited:
                calls += 1
            if gap > waited + answer:
                in_time += 1
                rhythm = rhythm.answered(answer)
            if gap > answer + PAUSE_MS / 1000:
                delays.append(waited * 1000)
            now += gap
    return Sum(calls, in_time, sum(delays) / max(1, len(delays)))
