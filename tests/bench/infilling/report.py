"""All cases in both arms, and what came of it."""

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.infilling import arms, cases
from bench.infilling.arms import Completed, Ours
from bench.infilling.cases import Case, Place
from bench.infilling.engine import Engine
from bench.infilling.judge import outcome
from bench.table import Row

LOSSES = Path(__file__).parents[3] / ".cache" / "bench" / "infilling-losses.jsonl"
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True)
class Pair:
    """One case at one place; the outcomes are those of ``judge``."""

    case: str
    place: str
    answer: str
    plain: Completed
    ours: Completed
    plain_outcome: str
    our_outcome: str

    @property
    def passed(self) -> tuple[bool, bool]:
        """Plain, ours."""
        return self.plain_outcome == "passed", self.our_outcome == "passed"


def measure() -> list[Row]:
    """Both places, one after the other; what the model said is kept, so that a broken-off run goes on."""
    rows, lost = [], []
    with Engine() as engine:
        for place in cases.PLACES:
            with arms.ours(engine) as ours:
                pairs = [_pair(engine, ours, case, place) for case in cases.read()]
                rows += _rows(place.title, pairs, ours.same)
            lost += [pair for pair in pairs if pair.passed == (True, False)]
    LOSSES.parent.mkdir(parents=True, exist_ok=True)
    LOSSES.write_text("".join(json.dumps(asdict(pair)) + "\n" for pair in lost), encoding="utf-8")
    return rows


def _pair(engine: Engine, ours: Ours, case: Case, place: Place) -> Pair:
    answer = engine.answer(arms.plain_prompt(case, place), arms.MAX_TOKENS).text
    plain = arms.plain(engine, case, place)
    own = ours.complete(case, place)
    outcomes = [outcome(case.program(each.text)) for each in (plain, own)]
    return Pair(case.task_id, place.title, answer, plain, own, *outcomes)


def _rows(title: str, pairs: Sequence[Pair], same: int) -> list[Row]:
    counted, n = Counter(pair.passed for pair in pairs), len(pairs)
    both, only_plain, only_ours = counted[True, True], counted[True, False], counted[False, True]
    low, high = interval(only_ours, only_plain, n)
    dropped = Counter(pair.ours.dropped for pair in pairs if pair.ours.dropped)
    rows = {
        "plain passes": ((both + only_plain) / n * 100, "%"),
        "m2lsp passes": ((both + only_ours) / n * 100, "%"),
        "difference": ((only_ours - only_plain) / n * 100, "points"),
        "difference, 95 % from": (low * 100, "points"),
        "difference, 95 % to": (high * 100, "points"),
        "both pass": (both, "cases"),
        "only plain passes": (only_plain, "cases"),
        "only m2lsp passes": (only_ours, "cases"),
        "neither passes": (counted[False, False], "cases"),
        "asked with plain's own prompt": (same, "cases"),
        **{f"nothing shown: {why}": (count, "cases") for why, count in dropped.most_common()},
    }
    return [Row(f"{title}: {what}", value, unit) for what, (value, unit) in rows.items()]


def interval(more: int, fewer: int, n: int) -> tuple[float, float]:
    """The 95 % interval of the paired difference ``(more - fewer) / n``.

    Agresti and Min's: Wald's with half a case added to each of the four cells, which holds what it says
    also for few differing pairs.
    """
    b, c, total = more + 0.5, fewer + 0.5, n + 2
    middle = (b - c) / total
    half = _Z * math.sqrt(b + c - (b - c) ** 2 / total) / total
    return middle - half, middle + half
