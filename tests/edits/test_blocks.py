"""One block applied to one text: the rules, as cases."""

from pathlib import Path

import pytest
from archive import Case, read_cases

from m2lsp.core.errors import Drop
from m2lsp.edits import Reason, apply_block, locate

CASES = read_cases(Path(__file__).parent / "cases" / "blocks.txt")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_block_does_what_its_case_says(case: Case):
    got = apply_block(case["text"].text, case["search"].text, case["replace"].text)
    if case.has("after"):
        assert got == case["after"].text
    else:
        assert isinstance(got, Drop)
        assert got.reason == " ".join(case["refused"].words)
        assert case["refused"].text.strip() in got.detail


def test_every_case_says_what_comes_of_it():
    assert len(CASES) > 40
    for case in CASES:
        assert case.has("after") != case.has("refused"), case.name
        if case.has("refused"):
            assert " ".join(case["refused"].words) in set(Reason), case.name


def test_every_refusal_tells_the_model_something():
    for case in CASES:
        got = apply_block(case["text"].text, case["search"].text, case["replace"].text)
        if isinstance(got, Drop):
            assert got.detail.endswith("."), case.name
            assert len(got.detail) > len("No."), case.name


def test_the_place_of_whole_lines_includes_the_last_ones_end():
    span = locate("a\nb = 1\nc\n", "b = 1")
    assert not isinstance(span, Drop)
    assert span.of("a\nb = 1\nc\n") == "b = 1\n"


def test_a_refusal_names_only_the_first_of_many_places():
    got = locate("x = 1\n" * 50, "x = 1\n")
    assert isinstance(got, Drop)
    assert "fits 50 places (lines 1, 2, 3, 4, 5 and more)" in got.detail
