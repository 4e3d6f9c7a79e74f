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
]


@pytest.mark.parametrize(("language", "before"), ONE)
def test_a_line_to_be_finished_gets_one_line(language: str, before: str) -> None:
    assert one_line(context_at(before, language))


@pytest.mark.parametrize(("language", "before"), MANY)
def test_an_open_block_or_a_blank_line_gets_many_lines(language: str, before: str) -> None:
    assert not one_line(context_at(before, language))


@pytest.mark.parametrize(("before", "language", "lines"), DOCUMENTED)
def test_the_examples_of_the_documentation_hold(before: str, language: str, lines: str) -> None:
    assert one_line(context_at(before, language)) is (lines == "one")


def test_every_example_of_the_documentation_is_read() -> None:
    assert len(DOCUMENTED) == (shape.__doc__ or "").count("ˇ")
    assert {lines for *_, lines in DOCUMENTED} == {"one", "many"}
