"""New text for a region, as cases."""

from pathlib import Path

import pytest
from archive import Case, read_cases

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Indent
from m2lsp.core.text import Span
from m2lsp.edits import replace_region

CASES = read_cases(Path(__file__).parent / "cases" / "regions.txt")


def marked(text: str) -> tuple[Document, Span]:
    start = text.index("«")
    end = text.index("»") - 1
    return Document("file:///a.txt", text.replace("«", "").replace("»", "")), Span(start, end)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_region_becomes_what_its_case_says(case: Case):
    document, region = marked(case["text"].text)
    got = replace_region(document, region, case["fence"].text, Indent())
    if case.has("refused"):
        assert isinstance(got, Drop)
        assert got.reason == " ".join(case["refused"].words)
    else:
        assert not isinstance(got, Drop)
        assert got.after == case["after"].text


def test_a_document_without_indentation_takes_the_editors():
    document = Document("file:///a.go", "a()\n")
    tabs = replace_region(document, Span(0, 4), "if b {\n    a()\n}\n", Indent(tabs=True))
    assert not isinstance(tabs, Drop)
    assert tabs.after == "if b {\n\ta()\n}\n"
    spaces = replace_region(document, Span(0, 4), "if b {\n\ta()\n}\n", Indent(width=2))
    assert not isinstance(spaces, Drop)
    assert spaces.after == "if b {\n  a()\n}\n"


def test_lines_that_stay_are_not_touched():
    document = Document("file:///a.py", "a = 1\nb = 2\nc = 3\n")
    got = replace_region(document, Span(0, 18), "a = 1\nb = 20\nc = 3\n", Indent())
    assert not isinstance(got, Drop)
    assert [(one.span, one.new) for one in got.edits] == [(Span(11, 11), "0")]
