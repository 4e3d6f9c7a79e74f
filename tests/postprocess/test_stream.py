"""A reply is complete as soon as what may still come would be cut off anyway."""

from pathlib import Path

import pytest
from suggestions import Case, context_at, read_cases, received

from m2lsp.postprocess import INLINE_COMPLETION, apply, complete

CHAIN = read_cases(Path(__file__).parent / "cases" / "chain.toml")

FINISHED = [
    ("a line", "python", "x = ˇ", "total(points)\n"),
    ("a line before code", "python", "f(ˇ, b)", "a\n"),
    ("a line whose bracket is closed", "python", "x = ˇ", "[\n    1,\n]\n"),
    ("a fenced line", "python", "x = ˇ", "```python\ntotal(points)\n"),
    ("a fence round the words of a comment", "python", "# Sumsˇ", "```python\n the points\n"),
    ("a line after thinking", "python", "x = ˇ", "A sum.\n</think>\n\ntotal(points)\n"),
    ("a line after an introduction", "python", "x = ˇ", "Here is the code:\n\ntotal(points)\n"),
    ("an echoed line", "python", "    x = ˇ", "    x = total(points)\n"),
    ("a closed fence", "python", "    ˇ", "```python\na()\n```\n"),
    ("an end token", "python", "    ˇ", "a()\n[e~[\n"),
    ("a line outside the scope", "python", "def f():\n    ˇ", "return 1\n\n\ndef g():\n"),
    ("a closer that is there", "rust", "fn f() {\n    ˇ\n}", "g();\n}\n"),
    ("the next line", "python", "    ˇ\n    return x", "x += 1\n    return x\n"),
    ("an endless repetition", "python", "    ˇ", "y = 1\n" + "    y = 1\n" * 30),
    ("a statement in a block that goes on", "python", "def f():\n    ˇ\n    return x", "x = 1\n"),
    ("a block in one that goes on", "python", "def f():\n    ˇ\n    return x", "if y:\n        z()\n    a\n"),
    ("the head of the block below", "python", "def f():\nˇ\n        y()\n", "    for y in x:\n"),
    ("a line above code", "python", "def f():\nˇ    return x\n", "    x = 1\n"),
    ("a semicolon", "typescript", "{\n  ˇ\n  g();\n}", "f();\n"),
    ("a line after which no dot came", "kotlin", "{\n    ˇ\n    g()\n}", "f()\n    h()\n"),
    ("the same under other line ends", "python", "def f():\r\n    ˇ\r\n", "return 1\r\ng()\r\n"),
]

UNFINISHED = [
    ("nothing", "python", "x = ˇ", ""),
    ("a part of a line", "python", "x = ˇ", "total(poi"),
    ("blank lines", "python", "x = ˇ", "\n\n"),
    ("an open bracket", "python", "x = ˇ", "[\n    1,\n"),
    ("a body that may go on", "python", "def f():\n    ˇ", "a()\n    b()\n"),
    ("a block that may go on", "python", "def f():\n    ˇ\n    return x", "if y:\n        z()\n"),
    ("a line that a dot may follow", "kotlin", "{\n    ˇ\n    g()\n}", "f()\n"),
    ("a decorator", "python", "class A:\n    ˇ\n    x = 1\n", "@property\n"),
    ("a bracket in a block that goes on", "python", "def f():\n    ˇ\n    return x", "x = [\n        1,\n"),
    ("a line that has only begun outside", "python", "def f():\n    ˇ", "a()\n  "),
    ("thinking", "python", "x = ˇ", "<think>\nThe user\nwants\n"),
    ("thinking that looks like text", "python", "x = ˇ", "The user wants a sum.\n"),
    ("thinking over two lines", "python", "def f():\n    x\n    ˇ", "The user wants\na sum of points\n"),
    ("thinking where a comment was wanted", "python", "# Sums ˇ", "The user wants a sum.\n"),
    ("an introduction", "python", "x = ˇ", "Here is the completed code:\n\n"),
    ("the start of a fence", "python", "x = ˇ", "```python\n"),
    ("a fence that a text file may want", "markdown", "# Use\n\nˇ", "```sh\nmake\n"),
    ("an echo of the lines above", "python", "def f():\n    x = ˇ", "def f():\n"),
    (
        "an echo of two lines",
        "python",
        "class A:\n    def f(self):\n        ˇ",
        "class A:\n    def f(self):\n",
    ),
]


@pytest.mark.parametrize(
    ("language", "before", "text"), [row[1:] for row in FINISHED], ids=[r[0] for r in FINISHED]
)
def test_a_finished_reply_is_complete(language: str, before: str, text: str) -> None:
    assert complete(text, context_at(before, language))


@pytest.mark.parametrize(
    ("language", "before", "text"), [row[1:] for row in UNFINISHED], ids=[r[0] for r in UNFINISHED]
)
def test_an_unfinished_reply_is_not_complete(language: str, before: str, text: str) -> None:
    assert not complete(text, context_at(before, language))


@pytest.mark.parametrize("size", [1, 7])
@pytest.mark.parametrize("case", CHAIN, ids=lambda case: case.name)
def test_a_stream_that_is_closed_early_shows_the_same(case: Case, size: int) -> None:
    context = context_at(case.before.replace("\n", case.eol), case.language)
    assert apply(INLINE_COMPLETION, received(case, size), context) == apply(
        INLINE_COMPLETION, case.reply, context
    )


@pytest.mark.parametrize("early", [True, False])
def test_a_repetition_that_leaves_the_scope_too_is_shown_twice_at_most(early: bool) -> None:
    context = context_at("def area(points):\n    x = 1\n    ˇ\n")
    reply = "y = 1\n    y = 1\n" * 30
    ends = (n for n in range(len(reply)) if complete(reply[:n], context))
    shown = apply(INLINE_COMPLETION, reply[: next(ends)] if early else reply, context)
    assert shown in ("y = 1", "y = 1\n    y = 1")
