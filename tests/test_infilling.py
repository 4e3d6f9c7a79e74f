"""The infilling benchmark measures what it says: cases can be passed, the guard holds."""

from itertools import pairwise

import pytest
from bench.infilling import cases
from bench.infilling.judge import outcome
from bench.infilling.report import interval

CASES = cases.read()


def test_there_are_300_different_cases_with_one_line_missing_in_each():
    assert len({case.task_id for case in CASES}) == cases.COUNT
    assert all(case.canonical_solution.count("\n") == 1 for case in CASES)


def test_rows_are_chosen_evenly_and_always_alike():
    rows = [{"task_id": number} for number in range(1033)]
    chosen = [row["task_id"] for row in cases.choose(rows)]
    steps = {after - before for before, after in pairwise(chosen)}
    assert (len(chosen), chosen[0], steps) == (300, 0, {3, 4})


@pytest.mark.parametrize("case", CASES[::60], ids=lambda case: case.task_id)
def test_the_published_line_passes_at_every_place_and_no_line_does_not(case: cases.Case):
    assert outcome(case.program(case.prompt + case.canonical_solution + case.suffix)) == "passed"
    assert outcome(case.program(f"{case.prompt}    raise ValueError('x')\n{case.suffix}")) != "passed"


@pytest.mark.parametrize(
    "program",
    [
        "import socket\nsocket.socket()",
        "import os\nos.system('true')",
        "import subprocess\nsubprocess.run(['true'])",
        "open('file', 'w')",
        "import os\nos.remove('file')",
    ],
)
def test_a_program_can_neither_talk_nor_start_nor_write_anything(program: str):
    assert "PermissionError" in outcome(program)


@pytest.mark.parametrize("program", ["raise SystemExit(0)", "import os\nos._exit(0)", "[0] * 10**10"])
def test_a_program_that_does_not_reach_its_end_has_not_passed(program: str):
    assert outcome(program) != "passed"


def test_the_interval_of_a_difference_holds_it_and_narrows_with_more_cases():
    low, high = interval(13, 26, 300)
    wide_low, wide_high = interval(1, 2, 23)
    assert low < (13 - 26) / 300 < high
    assert high - low < wide_high - wide_low
