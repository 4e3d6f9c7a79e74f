"""Every filter by its golden cases, alone, and the whole chain by those of ``chain.toml``."""

import inspect
import re
from pathlib import Path

import pytest
from suggestions import Case, check, read_cases

from m2lsp import postprocess
from m2lsp.core.errors import Drop
from m2lsp.postprocess import INLINE_COMPLETION
from m2lsp.postprocess.match_line_ends import match_line_ends

CASES = Path(__file__).parent / "cases"
FILTERS = {each.__name__: each for each in INLINE_COMPLETION}


def _rows(names: list[str]) -> list[object]:
    return [
        pytest.param(name, case, id=f"{name}: {case.name}")
        for name in names
        for case in read_cases(CASES / f"{name}.toml")
    ]


@pytest.mark.parametrize(("name", "case"), _rows(list(FILTERS)))
def test_a_filter_does_what_its_cases_say(name: str, case: Case) -> None:
    # Alone, a filter leaves line ends as \n: see the package's documentation.
    check((FILTERS[name], match_line_ends), case)


@pytest.mark.parametrize(("_", "case"), _rows(["chain"]))
def test_the_chain_does_what_its_cases_say(_: str, case: Case) -> None:
    check(INLINE_COMPLETION, case)


def test_each_filter_is_named_after_its_file() -> None:
    for each in INLINE_COMPLETION:
        assert each.__module__ == f"m2lsp.postprocess.{each.__name__}"
        assert list(inspect.signature(each).parameters) == ["text", "context"]


def test_each_filter_is_in_the_chain_once() -> None:
    assert len(FILTERS) == len(INLINE_COMPLETION)
    verbs = ("strip_", "drop_", "stop_at_", "match_", "trim_")
    folder = Path(inspect.getfile(postprocess)).parent
    assert {path.stem for path in folder.glob("*.py") if path.stem.startswith(verbs)} == set(FILTERS)


def test_each_file_of_cases_belongs_to_a_filter() -> None:
    assert {path.stem for path in CASES.iterdir()} == {*FILTERS, "chain"}


@pytest.mark.parametrize("name", FILTERS)
def test_each_filter_has_cases_that_change_the_reply_and_cases_that_leave_it(name: str) -> None:
    cases = read_cases(CASES / f"{name}.toml")
    left = [case for case in cases if f"«{case.reply}»" in case.after]
    assert left
    assert len(left) < len(cases)


def test_each_reason_is_in_the_documentation_of_the_package() -> None:
    folder = Path(inspect.getfile(postprocess)).parent
    modules = [inspect.getmodule(each) for each in INLINE_COMPLETION]
    drops = {value.reason for module in modules for value in vars(module).values() if isinstance(value, Drop)}
    listed = re.findall(r"^    ([a-z ]+?)  ", folder.joinpath("__init__.py").read_text("utf-8"), re.MULTILINE)
    assert drops == set(listed)
