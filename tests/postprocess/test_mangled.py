"""Code comes out clean, or not at all, of whatever models put round it: every way, in every scene."""

import pytest
from mangled import cases, scenes
from suggestions import Case, context_at, received

from m2lsp.core.errors import Drop
from m2lsp.postprocess import INLINE_COMPLETION, apply

CASES = [pytest.param(case, id=case.name) for case in cases()]


@pytest.mark.parametrize("case", CASES)
def test_mangled_code_is_shown_clean_or_not_at_all(case: Case) -> None:
    context = context_at(case.before, case.language)
    for come in {received(case, size) for size in (1, 2, 7)} | {case.reply}:
        shown = apply(INLINE_COMPLETION, come, context)
        assert isinstance(shown, Drop) or f"«{shown}»" in case.after


@pytest.mark.parametrize(
    ("before", "language"), [("((( [\n", ""), ("", "cobol")], ids=["does not parse", "has no grammar"]
)
def test_it_is_so_too_where_the_parser_is_of_no_help(before: str, language: str) -> None:
    for case in cases():
        # What is an element in one language is none in another.
        other = case.language if case.language == "typescriptreact" else language or case.language
        shown = apply(INLINE_COMPLETION, case.reply, context_at(before + case.before, other))
        assert isinstance(shown, Drop) or f"«{shown.strip()}" in case.after, case.name


def test_nearly_all_of_it_is_shown() -> None:
    shown = [apply(INLINE_COMPLETION, case.reply, context_at(case.before, case.language)) for case in cases()]
    assert sum(isinstance(each, str) for each in shown) > 0.85 * len(shown)


def test_there_are_scenes_in_more_than_six_languages() -> None:
    assert len({scene.language for scene in scenes()}) > 6
