"""What becomes of loosely quoted changes: put in the right place, refused, or put anywhere else."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.applier.cases import KINDS, TWICE, WRONG, Case, cases
from bench.applier.code import read, usual_roots
from bench.table import Row
from m2lsp.core.errors import Drop
from m2lsp.edits import apply_block

COUNT, SEED = 2600, 6
Apply = Callable[[str, str, str], "str | Drop"]
ABSENT = (WRONG, TWICE)


def verdict(case: Case, apply: Apply = apply_block) -> str:
    """``right``, ``refused`` or ``wrong``: any text that is not the true one, to the character."""
    got = apply(case.text, case.search, case.replace)
    if isinstance(got, Drop):
        return "right" if case.after is None else "refused"
    return "right" if got == case.after else "wrong"


def drawn(roots: Sequence[Path] = (), count: int = COUNT, seed: int = SEED) -> Iterable[Case]:
    """The cases, from the code under ``roots``, or from what is on every machine."""
    return cases(read(roots or usual_roots(), random.Random(seed)), count, seed)


def measure(roots: Sequence[Path] = (), count: int = COUNT, seed: int = SEED) -> list[Row]:
    """Shares of right and counts of wrong, by kind; and the time that a case takes."""
    found = list(drawn(roots, count, seed))
    begun = time.perf_counter()
    tally = Counter((case.kind, verdict(case)) for case in found)
    took = (time.perf_counter() - begun) * 1000 / len(found)
    rows = []
    for kind in KINDS:
        of = sum(tally[kind, what] for what in ("right", "refused", "wrong"))
        rows.append(Row(f"{kind}: right, of {of}", 100 * tally[kind, "right"] / max(of, 1), "%"))
        rows.append(Row(f"{kind}: wrong", tally[kind, "wrong"], "cases"))
    there = [kind for kind in KINDS if kind not in ABSENT]
    of = sum(case.kind in there for case in found)
    rows.append(
        Row(f"all that can be applied: right, of {of}", 100 * sum(tally[k, "right"] for k in there) / of, "%")
    )
    rows.append(Row("all: wrong", sum(tally[k, "wrong"] for k in KINDS), "cases"))
    rows.append(Row("a case", took, "ms"))
    return rows
