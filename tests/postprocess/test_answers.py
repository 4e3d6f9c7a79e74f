"""Bad answers are mended or dropped, good ones kept to the letter: whole, and from a stream closed early."""

from pathlib import Path

import pytest
from suggestions import Case, check, read_cases, received

from m2lsp.postprocess import INLINE_COMPLETION

ANSWERS = Path(__file__).parent / "answers"
LANGUAGES = {"python", "rust", "go", "kotlin", "typescript", "tsx"}


def _read(kind: str) -> list[tuple[str, Case]]:
    return [(path.stem, case) for path in sorted((ANSWERS / kind).iterdir()) for case in read_cases(path)]


BAD, GOOD = _read("bad"), _read("good")
ROWS = [pytest.param(case, id=f"{language}: {case.name}") for language, case in [*BAD, *GOOD]]


@pytest.mark.parametrize("case", ROWS)
def test_an_answer_that_comes_whole_is_shown_as_its_case_says(case: Case) -> None:
    check(INLINE_COMPLETION, case)


@pytest.mark.parametrize("size", [1, 3, 7])
@pytest.mark.parametrize("case", ROWS)
def test_an_answer_that_is_streamed_is_shown_as_its_case_says(case: Case, size: int) -> None:
    check(INLINE_COMPLETION, case, received(case, size))


@pytest.mark.parametrize("answers", [BAD, GOOD], ids=["bad", "good"])
def test_there_are_forty_answers_of_each_kind_in_six_languages(answers: list[tuple[str, Case]]) -> None:
    assert len(answers) >= 40
    assert {language for language, _ in answers} >= LANGUAGES
    assert len({(language, case.name) for language, case in answers}) == len(answers)


@pytest.mark.parametrize("case", [case for _, case in GOOD], ids=lambda case: case.name)
def test_a_good_answer_is_inserted_as_it_came(case: Case) -> None:
    eol = case.reply.replace("\r\n", "\n").replace("\n", case.eol)
    assert f"«{eol}»" in case.after.replace("\n", case.eol)
