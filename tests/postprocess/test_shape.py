"""One line or many."""

import re

import pytest
from suggestions import context_at

from m2lsp.postprocess import one_line, shape

ROW = re.compile(r"^    ``(?P<before>.+?)`` +(?P<language>\w+) +(?P<lines>one|many)  ", re.MULTILINE)
DOCUMENTED = [match.group("before", "language", "lines") for match in ROW.finditer(shape.__doc__ or "")]

ONE = [
    ("python", "total = sum(ˇ, start)"),
    ("python", "ˇreturn x"),
    ("python", "total = sum(ˇ)"),
    ("python", "total = ˇ"),
    ("python", "foo(a, ˇ"),
    ("python", "if ready: ˇ"),
    ("python", "{'a': ˇ"),
    ("python", "# Sums theˇ"),
    ("python", "# Like this:ˇ"),
    ("rust", "// Opens {ˇ"),
    ("rust", "    finished();ˇ"),
    ("typescript", "import {ˇ} from 'a'"),
    ("typescriptreact", "<Item key={ˇ} />"),
    ("python", "größe = ˇ"),
    ("python", "def f(x):\n    ˇ\n    return x\n"),
    ("python", "def f(x):\n    ˇ\n\n\n    return x\n"),
    ("python", "def f(x):\n    if x:\nˇ\n        return x\n"),
    ("python", "a = 1\nˇ\nb = 2\n"),
    ("go", "func f() {\n\tˇ\n\tgo g()\n}\n"),
    ("python", "    ˇreturn x"),
]

MANY = [
    ("rust", "fn main() {ˇ}"),
    ("rust", "fn main() { ˇ }"),
    ("rust", "fn main() {ˇ"),
    ("typescript", "it('a', () => {ˇ});"),
    ("python", "def f(x):ˇ"),
    ("python", "def f(x):\n    ˇ"),
    ("python", "def f(x):\r\n    ˇ\r\n"),
    ("python", "ˇ"),
    ("lua", "if ready thenˇ"),
    ("python", "def f(x):\n    ˇ\n\n\ndef g(x):\n    pass\n"),
    ("python", "if x:\n    ˇ\nelse:\n    y()\n"),
    ("rust", "fn f() {\n    ˇ\n}\n"),
    ("python", "f(\n    ˇ\n    )\n"),
    ("python", 'def f(x):\n    """\n    ˇ\n    More.\n    """\n'),
    ("markdown", "# A\n\nˇ\n\nMore.\n"),
]


@pytest.mark.parametrize(("language", "before"), ONE)
def test_a_line_to_be_finished_gets_one_line(language: str, before: str) -> None:
    assert one_line(context_at(before, language))


@pytest.mark.parametrize(("language", "before"), MANY)
def test_an_open_block_or_a_blank_line_gets_many_lines(language: str, before: str) -> None:
    assert not one_line(context_at(before, language))


@pytest.mark.parametrize(
    ("text", "one"), [("    x = 1", True), ("\n    x = 1", True), ("        x = 1", False)]
)
def test_where_the_cursor_has_no_indentation_that_of_the_text_counts(text: str, one: bool) -> None:
    assert one_line(context_at("def f():\nˇ\n    return x\n"), text) is one


@pytest.mark.parametrize(("before", "language", "lines"), DOCUMENTED)
def test_the_examples_of_the_documentation_hold(before: str, language: str, lines: str) -> None:
    assert one_line(context_at(before.replace("¶", "\n"), language)) is (lines == "one")


def test_every_example_of_the_documentation_is_read() -> None:
    assert len(DOCUMENTED) == (shape.__doc__ or "").count("ˇ")
    assert {lines for *_, lines in DOCUMENTED} == {"one", "many"}
