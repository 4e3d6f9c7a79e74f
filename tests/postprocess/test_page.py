"""The page about ghost text is true: its examples, its list of filters, its reasons."""

import inspect
import re
from pathlib import Path

import pytest
from suggestions import Case, check, received

from m2lsp import postprocess
from m2lsp.postprocess import INLINE_COMPLETION

PAGE = (Path(__file__).parents[2] / "docs" / "ghost-text.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [match.group("language", "code") for match in FENCE.finditer(PAGE)]
ROW = re.compile(r"^\| `(?P<filter>\w+)` \|[^|]*\|(?P<reason>[^|]*)\|$", re.MULTILINE)
ROWS = [(match["filter"], match["reason"].strip()) for match in ROW.finditer(PAGE)]
CUT, SHOWN = re.compile(r"‹([^›]*)›"), re.compile(r"«([^»]*)»")


def _case(language: str, code: str) -> Case:
    """What is between the marks is what the model wrote, in its order."""
    reply = "".join(re.findall(r"[«‹]([^»›]*)[»›]", code))
    after = CUT.sub("", code)
    return Case(name=code, language=language, before=SHOWN.sub("ˇ", after), reply=reply, after=after)


@pytest.mark.parametrize("size", [1, 7, 10_000])
@pytest.mark.parametrize(("language", "code"), EXAMPLES)
def test_an_example_of_the_page_is_shown_as_it_says(language: str, code: str, size: int) -> None:
    case = _case(language, code)
    check(INLINE_COMPLETION, case, received(case, size))


def test_every_example_of_the_page_is_read() -> None:
    assert len(EXAMPLES) == PAGE.count("```") // 2
    assert all(len(SHOWN.findall(code)) == 1 for _, code in EXAMPLES)


def test_the_page_has_the_filters_in_their_order() -> None:
    assert [name for name, _ in ROWS] == [each.__name__ for each in INLINE_COMPLETION]


def test_the_page_has_each_reason_for_showing_nothing() -> None:
    folder = Path(inspect.getfile(postprocess)).parent
    listed = re.findall(r"^    ([a-z ]+?)  ", folder.joinpath("__init__.py").read_text("utf-8"), re.MULTILINE)
    assert {reason for _, reason in ROWS if reason} == set(listed)
