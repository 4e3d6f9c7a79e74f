"""What is remembered of suggestions: where they fit, what is left of them, how much is kept."""

from dataclasses import dataclass

import pytest
from marks import mark, parse

from m2lsp.app.ghost.anchor import AFTER, BEFORE
from m2lsp.app.ghost.remembered import LONGEST, MOST, Memory
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Span

URI = "file:///a.py"
BLANK = Drop("blank")


@dataclass(frozen=True)
class Case:
    """Asked at the mark, the model said that; now the document reads so.

    ``shown`` is the document with what is left between marks; empty where nothing is remembered for it.
    """

    asked: str
    said: str
    now: str
    shown: str = ""


CASES = {
    "asked again": Case("x = ˇ\n", "total(a)", "x = ˇ\n", "x = «total(a)»\n"),
    "typed through": Case("x = ˇ\n", "total(a)", "x = totˇ\n", "x = tot«al(a)»\n"),
    "gone back on": Case("x = ˇ\n", "total(a)", "x =ˇ\n", "x =« total(a)»\n"),
    "asked without the blank": Case("x =ˇ\n", " total(a)", "x = ˇ\n", "x = «total(a)»\n"),
    "asked in a deeper line": Case("if x:\n    ˇ\n", "y()", "if x:\n  ˇ\n", "if x:\n  «  y()»\n"),
    "typed otherwise": Case("x = ˇ\n", "total(a)", "x = tabˇ\n"),
    "typed in full": Case("x = ˇ\n", "total(a)", "x = total(a)ˇ\n"),
    "typed in full but blanks": Case("x = ˇ\n", "total(a) ", "x = total(a)ˇ\n"),
    "typed further": Case("x = ˇ\n", "total(a)", "x = total(a) + ˇ\n"),
    "gone back further": Case("x = ˇ\n", "total(a)", "xˇ\n"),
    "the text before differs": Case("a = 1\nx = ˇ\n", "total(a)", "b = 1\nx = ˇ\n"),
    "the text after differs": Case("x = ˇ\ny = x\n", "total(a)", "x = ˇ\nz = x\n"),
    "the text after goes on": Case("x = ˇ\n", "total(a)", "x = ˇ\ny\n"),
    "a bracket was closed by the editor": Case("x = ˇ\n", "f(a)", "x = f(ˇ)\n", "x = f(«a»)\n"),
    "several were": Case("x = ˇ\n", "f([1, 2])", "x = f([1ˇ])\n", "x = f([1«, 2»])\n"),
    "a quote was": Case("x = ˇ\n", 'f("a")', 'x = f("ˇ")\n', 'x = f("«a»")\n'),
    "the text goes on behind the closer": Case("x = ˇ\n", "f(a) + 1", "x = f(ˇ)\n", "x = f(«a) + 1»\n"),
    "the text lacks the closer": Case("x = ˇ\n", "f(a", "x = f(ˇ)\n", "x = f(«a»)\n"),
    "only the closer is left": Case("x = ˇ\n", "f(a)", "x = f(aˇ)\n"),
    "lines that lack the closer": Case("x = ˇ\n", "f(\n    a,\n    b", "x = f(ˇ)\n"),
    "a line was opened between braces": Case(
        "f() {ˇ}\n", "\n    g();\n", "f() {\n    ˇ\n}\n", "f() {\n    «g();»\n}\n"
    ),
    "inside a pair that was there": Case("f(ˇ)\n", "a, b", "f(aˇ)\n", "f(a«, b»)\n"),
    "Windows' line ends": Case(
        "f():\r\nˇ\r\n", "    a\r\n    b", "f():\r\n    a\r\nˇ\r\n", "f():\r\n    a\r\n«    b»\r\n"
    ),
}


def document(text: str, uri: str = URI) -> Document:
    return Document(uri, text, "python")


def asked(memory: Memory, fixture: str, said: str | Drop, uri: str = URI) -> None:
    marked = parse(fixture)
    found = said if isinstance(said, Drop) else Suggestion(marked.span, said)
    memory.put(document(marked.text, uri), marked.span.start, found)


def shown(memory: Memory, fixture: str, uri: str = URI) -> list[str]:
    """The document with each suggestion in it, marked."""
    marked = parse(fixture)
    found = memory.suggestions(document(marked.text, uri), marked.span.start)
    return [with_mark(marked.text, each) for each in found]


def with_mark(text: str, found: Suggestion) -> str:
    result = text[: found.span.start] + found.text + text[found.span.end :]
    return mark(result, [Span(found.span.start, found.span.start + len(found.text))])


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_left_of_a_suggestion_is_shown_where_it_fits(case: Case):
    memory = Memory()
    asked(memory, case.asked, case.said)
    assert shown(memory, case.now) == ([case.shown] if case.shown else [])


@pytest.mark.parametrize(
    ("lines", "kept"), [(BEFORE // 10 - 10, False), (BEFORE // 10 + 10, True), (5000, True)]
)
def test_changes_far_away_change_nothing_and_near_ones_do(lines: int, kept: bool):
    above, below = "above = 1\n" * lines, "b" * AFTER
    memory = Memory()
    asked(memory, f"#\n{above}x = ˇ\n{below}", "total(a)")
    assert bool(shown(memory, f"# more\n{above}x = toˇ\n{below}")) is kept
    assert shown(memory, f"#\n{above}x = toˇ\n{below} and more")
    assert shown(memory, f"#\n{above}y = toˇ\n{below}") == []
    assert shown(memory, f"#\n{above}x = toˇ\nc{below}") == []


def test_the_newest_comes_first_and_each_text_once():
    memory = Memory()
    for said in ("old()", "new()", "old()", "newer()"):
        asked(memory, "x = ˇ\n", said)
    asked(memory, "x = nˇ\n", "ewer()")
    assert shown(memory, "x = ˇ\n") == ["x = «newer()»\n", "x = «old()»\n", "x = «new()»\n"]
    assert shown(memory, "x = nˇ\n") == ["x = n«ewer()»\n", "x = n«ew()»\n"]


def test_documents_are_told_apart_and_forgotten_apart():
    memory = Memory()
    asked(memory, "x = ˇ\n", "a()")
    asked(memory, "x = ˇ\n", "b()", "file:///b.py")
    assert shown(memory, "x = ˇ\n") == ["x = «a()»\n"]
    memory.forget(URI)
    assert shown(memory, "x = ˇ\n") == []
    assert shown(memory, "x = ˇ\n", "file:///b.py") == ["x = «b()»\n"]
    memory.forget()
    assert shown(memory, "x = ˇ\n", "file:///b.py") == []


def test_where_nothing_was_found_is_known_for_that_very_place_alone():
    memory = Memory()
    asked(memory, "x = ˇ\n", BLANK)
    places = {"x = ˇ\n": BLANK, "x =ˇ\n": None, "x = yˇ\n": None, "x = ˇ)\n": None}
    for fixture, drop in places.items():
        marked = parse(fixture)
        assert memory.drop(document(marked.text), marked.span.start) == drop, fixture


def test_no_more_is_kept_than_the_newest_and_nothing_that_is_long():
    memory = Memory()
    for number in range(MOST + 1):
        asked(memory, f"x{number} = ˇ\n", "a()")
        asked(memory, f"y{number} = ˇ\n", BLANK)
    kept = [number for number in range(MOST + 1) if shown(memory, f"x{number} = ˇ\n")]
    assert kept == list(range(1, MOST + 1))
    assert memory.drop(document("y0 = \n"), 5) is None
    assert memory.drop(document("y1 = \n"), 5) == BLANK
    asked(memory, "z = ˇ\n", "a" * (LONGEST + 1))
    assert shown(memory, "z = ˇ\n") == []


@pytest.mark.parametrize(
    ("now", "full"),
    [("x = f(a)ˇ\n", True), ("x = f(aˇ)\n", False), ("x = f(a)ˇ y\n", False), ("x = f(b)ˇ\n", False)],
)
def test_a_suggestion_that_stands_in_the_document_in_full_is_known(now: str, full: bool):
    memory = Memory()
    asked(memory, "x = ˇ\n", "f(a)")
    marked = parse(now)
    assert memory.is_full(document(marked.text), marked.span.start) is full
