"""The cases: 300 of HumanEval-Infilling's 1,033 single-line ones, and where the cursor is put in each.

Of the published file, in its order, those with the numbers ``i * 1033 // 300``: evenly spread, so nearly
every function of HumanEval is there, and nobody chose.  To make the file anew from the published one
(``data/HumanEval-SingleLineInfilling.jsonl.gz`` of openai/human-eval-infilling)::

    PYTHONPATH=tests python -m bench.infilling.cases HumanEval-SingleLineInfilling.jsonl.gz
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

FILE = Path(__file__).parents[2] / "vendored" / "human_eval_infilling.jsonl.gz"
COUNT = 300


@dataclass(frozen=True, slots=True)
class Case:
    """One case as published: the missing line (``canonical_solution``) ends with its line end."""

    task_id: str
    entry_point: str
    prompt: str
    suffix: str
    canonical_solution: str
    test: str

    def program(self, text: str) -> str:
        """The function as it now is, with its tests, to be run."""
        return f"{text}\n{self.test}\ncheck({self.entry_point})\n"


@dataclass(frozen=True, slots=True)
class Place:
    """A way to put a case into an editor: what stands before and after the cursor."""

    title: str
    before: Callable[[Case], str]
    after: Callable[[Case], str]


# Where somebody would write the missing line: on a line of its own, which is still empty.
EMPTY_LINE = Place("on an empty line", lambda case: case.prompt, lambda case: f"\n{case.suffix}")
# As the benchmark cuts it: the cursor stands before the first character of the following line.
BEFORE_NEXT = Place("before the next line", lambda case: case.prompt, lambda case: case.suffix)
PLACES = (EMPTY_LINE, BEFORE_NEXT)


def read() -> list[Case]:
    """The 300 cases."""
    return [Case(**row) for row in _rows(FILE)]


def choose(rows: Sequence[dict], count: int = COUNT) -> list[dict]:
    """``count`` rows evenly spread over all."""
    return [rows[number * len(rows) // count] for number in range(count)]


def _rows(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def _write(rows: Iterable[dict]) -> None:
    names = [field.name for field in fields(Case)]
    lines = (json.dumps({name: row[name] for name in names}, ensure_ascii=False) for row in rows)
    FILE.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), mtime=0))


if __name__ == "__main__":
    _write(choose(_rows(Path(sys.argv[1]))))
