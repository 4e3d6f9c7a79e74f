"""What is listed where.  Listing reads syntax only: no model is asked."""

from dataclasses import replace

import pytest
from acting import Stage
from marks import mark

from m2lsp import features
from m2lsp.core.feature import Diagnostic, Refusal
from m2lsp.core.text import Span

CODE = """\
import os


class Cart:
    def total(self):
        return 1

    def empty(self):
        return 2
"""


ON_F = ("Write docs for f", "Write tests for f")


def listed(stage: Stage, fixture: str, language: str = "python", **more) -> list[str]:
    request = stage.request(fixture, language, **more)
    return [offer.title for row in features.ACTIONS for offer in features.load(row.name).offers(request)]


@pytest.mark.parametrize(
    ("fixture", "language", "titles"),
    [
        ("ˇ", "python", []),
        ("\n  ˇ\n", "python", []),
        ("x = 1\n\nˇ\n", "python", []),
        ("«\n»x = 1\n", "python", []),
        ("«x = 1»\n", "", ["Explain this selection"]),
        ("wordˇs\n", "", ["Explain this code"]),
        ("import oˇs\n", "python", ["Explain this code"]),
        (
            "def f():\n    return ˇ1\n",
            "python",
            [*ON_F, "Explain this code"],
        ),
        ("fn f() -> u8 { ˇ1 }\n", "rust", [*ON_F, "Explain this code"]),
        ("«# m2: be brief\nx = 1\n»", "python", ["Rewrite: be brief", "Explain this selection"]),
        ("# m2: be brief\n«x()»\n", "python", ["Rewrite: be brief", "Explain this selection"]),
        ("def f(:\n  ˇ1\n", "python", [*ON_F, "Explain this code"]),
    ],
)
def test_what_is_offered_where(stage: Stage, fixture: str, language: str, titles: list[str]):
    assert listed(stage, fixture, language) == titles
    assert stage.backend.traffic == ()


def test_a_client_that_can_ask_is_offered_to_be_asked(stage: Stage):
    assert "Rewrite as told…" in listed(stage, "«x = 1»\n", can_ask=True)
    assert "Rewrite as told…" in listed(stage, "«x = 1»\n", instruction="add 1")


@pytest.mark.parametrize(
    ("cursor", "about"),
    [
        ("    def total", "    def total(self):\n        return 1\n"),
        ("    ˇdef total", "    def total(self):\n        return 1\n"),
        ("        return 2", "    def empty(self):\n        return 2\n"),
        ("import", "import os\n"),
        ("class", CODE[CODE.index("class") :]),
    ],
)
def test_a_cursor_means_the_declaration_that_its_lines_code_is_in(stage: Stage, cursor: str, about: str):
    line = cursor.replace("ˇ", "")
    at = CODE.index(line) + max(cursor.find("ˇ"), 0)
    (offer,) = features.load("explain").offers(stage.request(mark(CODE, [Span(at, at)])))
    assert offer.request.span.of(CODE) == about


def test_a_selection_is_grown_to_whole_lines(stage: Stage):
    (offer,) = features.load("explain").offers(stage.request("a = 1\r\nb =« 2\r\nc» = 3\r\nd = 4"))
    assert offer.request.span.of(offer.request.document.text) == "b = 2\r\nc = 3\r\n"


@pytest.mark.parametrize("name", [row.name for row in features.ACTIONS])
def test_run_without_a_place_to_work_on_an_action_refuses_in_a_sentence(stage: Stage, name: str):
    outcome = stage.act(name, stage.request("\nˇ\n", instruction="be brief"))
    assert isinstance(outcome, Refusal)
    assert outcome.sentence.endswith(".")
    assert stage.backend.requests == ()


def diagnostics(stage: Stage, *spans: Span, message: str = "no such name") -> list[str]:
    request = stage.request("x = yˇ\nz = 1\nw = 2\n")
    found = tuple(Diagnostic(span, message) for span in spans)
    offers = features.load("fix_diagnostic").offers(replace(request, diagnostics=found))
    return [offer.title for offer in offers]


def test_a_fix_is_offered_for_each_diagnostic_on_the_cursors_line(stage: Stage):
    assert diagnostics(stage, Span(0, 1), Span(4, 5)) == ["Fix: no such name"] * 2
    assert diagnostics(stage, Span(12, 13)) == []


@pytest.mark.parametrize(
    ("message", "title"),
    [
        ("x\nand much more", "Fix: x"),
        ("\n  mismatched types\n  expected u8", "Fix: mismatched types"),
        ("a" * 60, "Fix: " + "a" * 60),
        ("a" * 61, "Fix: " + "a" * 59 + "…"),
        ("", "Fix: this problem"),
    ],
)
def test_a_fixs_title_is_the_messages_first_line_cut_short(stage: Stage, message: str, title: str):
    assert diagnostics(stage, Span(4, 5), message=message) == [title]
