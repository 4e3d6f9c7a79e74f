"""What became of requests for ghost text: how many were asked, shown, dropped, and why.

Every process appends its sums now and then (``m2lsp.app.daily``): names and numbers only, never code.

    =====================  ==================================================================
    ``asked``              requests that came
    ``memory``             answered from what was known already, without a call to the model
    ``flight``             answered by a call that was under way for an earlier request
    ``shown``              answered with ghost text
    ``taken``              ghost text that the user took to its end, but for what was typed key by key
    ``cancelled``          taken back by the editor
    ``superseded``         replaced by a newer request
    ``failed``             the endpoint, the settings or the rules forbade it
    ``dropped: REASON``    answered with nothing; a ``Drop``'s reason
    ``changed: FILTER``    answers that the filter changed or dropped
    =====================  ==================================================================
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from m2lsp.app.daily import Daily

FOLDER = "counts"
DAYS = 7
DROPPED = "dropped: "
CHANGED = "changed: "
_MOST = 10**9
"""More than that in one line is damage, not a count."""

_FIRST = {
    "asked": "asked",
    "memory": "from memory",
    "flight": "from a call under way",
    "shown": "shown",
    "taken": "taken",
}
_LAST = ("superseded", "cancelled", "failed")


class Counts:
    """Counters that outlive the process; ``session`` is what this one has counted."""

    def __init__(self, data: Path, today: Callable[[], date] = date.today) -> None:
        self.session: Counter[str] = Counter()
        self._unkept: Counter[str] = Counter()
        self._lines = Daily(data / FOLDER, "jsonl", DAYS, today)
        self._lock = Lock()

    def add(self, names: Iterable[str]) -> None:
        """Count each of the names once more.  Nothing is written yet."""
        names = tuple(names)
        with self._lock:
            self.session.update(names)
            self._unkept.update(names)

    def keep(self) -> None:
        """Write down what is new.  Writes to the disk; any thread may call it."""
        with self._lock:
            new, self._unkept = self._unkept, Counter()
        if new:
            self._lines.append(json.dumps(new).encode())

    def kept(self) -> Counter[str]:
        """All processes' sums of the last ``DAYS`` days, as far as they are written.  Reads the disk."""
        lines = (line for day in self._lines.days() for line in self._lines.read(day).split(b"\n"))
        return sum(map(_read, lines), Counter())


def _read(line: bytes) -> Counter[str]:
    """One line's counts; a damaged one has none."""
    try:
        row: Any = json.loads(line)
    except ValueError:
        return Counter()
    named = row.items() if isinstance(row, dict) else ()
    return Counter({name: n for name, n in named if type(n) is int and 0 < n <= _MOST})


def in_words(counts: Counter[str]) -> str:
    """Such as ``1,204 asked, 311 from memory, 640 shown; dropped: repetition 31, blank 12; failed 4``."""
    first = ", ".join(f"{counts[name]:,} {words}" for name, words in _FIRST.items() if counts[name])
    last = ", ".join(f"{name} {counts[name]:,}" for name in _LAST if counts[name])
    dropped, changed = _of_kind(counts, DROPPED), _of_kind(counts, CHANGED)
    parts = (first, dropped and f"dropped: {dropped}", last, changed and f"changed by: {changed}")
    return "; ".join(part for part in parts if part)


def _of_kind(counts: Counter[str], kind: str) -> str:
    """Those of a kind, the most frequent first."""
    named = ((name.removeprefix(kind), n) for name, n in counts.items() if name.startswith(kind))
    return ", ".join(f"{name} {n:,}" for name, n in sorted(named, key=lambda row: (-row[1], row[0])))
