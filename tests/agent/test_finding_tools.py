"""The tools that find things: what they show, and that ignored and secret files stay unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import vllm_chat
from toolcalls import call, results

from m2lsp.core.feature import Diagnostic, Severity
from m2lsp.core.text import Span

FILES = {
    "shapes.py": "def area(w):\n    # area of a square\n    return w * w\n\n\narea_of = 'area'\n",
    "sub/report.py": "from shapes import area\n\nprint(area(2), area(3))\n",
    "sub/.env": "area=1\n",
    ".gitignore": "built\n",
    "built/out.py": "area = 1\n",
}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with acting(tmp_path) as ready:
        for name, text in FILES.items():
            (ready.folder / name).parent.mkdir(exist_ok=True)
            (ready.folder / name).write_text(text)
        yield ready


def asked(stage: Stage, tool: str, **arguments: str) -> str:
    """What the tool answers in a turn about a document with two problems."""
    problems = (
        Diagnostic(Span(6, 7), "no\n  such name", source="pyright"),
        Diagnostic(Span(0, 1), "odd", Severity.WARNING),
    )
    stage.backend.queue(vllm_chat("I look.", tools=[call(tool, arguments)]), vllm_chat("It is so."))
    stage.act("explain", stage.request("«x = 1»\ny = 2\n", diagnostics=problems))
    (result,) = results(stage, 1)
    return result


def rows(result: str) -> list[str]:
    assert result.startswith("```")
    return result.split("\n")[1:-1]


def test_references_are_whole_words_of_code_in_files_that_may_be_read(stage: Stage):
    assert rows(asked(stage, "find_references", name="area")) == [
        "shapes.py:1: def area(w):",
        "sub/report.py:1: from shapes import area",
        "sub/report.py:3: print(area(2), area(3))",
    ]


def test_a_definition_is_told_with_its_signature(stage: Stage):
    assert rows(asked(stage, "find_definition", name="area")) == ["shapes.py:1: def area(w):"]


@pytest.mark.parametrize("tool", ["find_references", "find_definition"])
@pytest.mark.parametrize("name", ["", "shapes.area", "area(2)", "a b"])
def test_what_is_no_name_is_said_to_be_none(stage: Stage, tool: str, name: str):
    assert "Give one name" in asked(stage, tool, name=name)


@pytest.mark.parametrize("tool", ["find_references", "find_definition"])
def test_a_name_that_nothing_bears_is_said_not_to_be_found(stage: Stage, tool: str):
    assert asked(stage, tool, name="volume") == "Nothing of the name 'volume' was found."


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ({}, {".gitignore", "shapes.py", "sub/report.py"}),
        ({"files": "sub/**"}, {"sub/report.py"}),
        ({"files": "*.py"}, {"shapes.py", "sub/report.py"}),
    ],
)
def test_files_are_listed_that_may_be_read(stage: Stage, pattern: dict[str, str], wanted: set[str]):
    assert set(rows(asked(stage, "list_files", **pattern))) == wanted


def test_where_no_file_fits_that_is_said(stage: Stage):
    assert asked(stage, "list_files", files="*.env") == "There are no such files that can be read."


def test_diagnostics_are_told_in_the_order_of_their_places(stage: Stage):
    assert rows(asked(stage, "read_diagnostics")) == [
        "case.py:1:1: warning: odd",
        "case.py:2:1: error (pyright): no such name",
    ]
