"""How little an edit touches."""

import pytest

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.text import Span
from m2lsp.edits import minimise, narrow


def edits(before: str, after: str) -> list[tuple[str, str]]:
    """What goes and what comes, edit by edit."""
    return [
        (one.span.of(before), one.new) for one in minimise(Document("file:///a.txt", before), after).edits
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a\nb\n", "a\nb\n", []),
        ("total = 1\n", "total = 12\n", [("", "2")]),
        ("a\nb\nc\n", "a\nc\n", [("b\n", "")]),
        ("a\nc\n", "a\nb\nc\n", [("", "b\n")]),
        ("x = 1\ny = 2\nz = 3\n", "x = 4\ny = 2\nz = 5\n", [("1", "4"), ("3", "5")]),
        ("one(1)\ntwo(2)\n", "one(3)\ntwo(4)\n", [("1", "3"), ("2", "4")]),
        ("a\r\nb\r\n", "a\r\nb\r\nc\r\n", [("", "c\r\n")]),
        ("a\r\n", "a\n", [("\r\n", "\n")]),
        ("a", "a\n", [("", "\n")]),
        ("", "a\n", [("", "a\n")]),
        ("aa", "aaa", [("", "a")]),
    ],
)
def test_only_what_changes_is_touched(before: str, after: str, expected: list[tuple[str, str]]):
    assert edits(before, after) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("e\u0301!", "e\u0300!", [("e\u0301", "e\u0300")]),
        ("👍🏽.", "👍🏿.", [("👍🏽", "👍🏿")]),
        ("👩\u200d👧", "👩\u200d👦", [("👩\u200d👧", "👩\u200d👦")]),
        ("🇩🇪", "🇩🇰", [("🇩🇪", "🇩🇰")]),
        ("\ud83d\ude00", "\ud83d\ude01", [("\ud83d\ude00", "\ud83d\ude01")]),
        ("a😀b", "a😁b", [("😀", "😁")]),
    ],
)
def test_what_the_reader_sees_as_one_is_not_cut(before: str, after: str, expected: list[tuple[str, str]]):
    assert edits(before, after) == expected


def test_a_repeated_bracket_is_not_counted_as_added_behind_the_region():
    document = Document("file:///a.txt", "a\n}\n}\n")
    edit = narrow(document, [Edit(Span(0, 4), "a\n}\nb\n}\n")])
    assert edit.after == "a\n}\nb\n}\n}\n"
    assert all(one.span.end <= 4 for one in edit.edits)


def test_a_long_file_of_like_lines_is_compared_all_the_same():
    before = "}\n" * 6000
    after = "x\n" + before.replace("}\n}\n", "}\ny\n", 1)
    assert minimise(Document("file:///a.txt", before), after).after == after


def test_a_long_file_changed_all_over_keeps_the_lines_that_stay():
    before = "".join(f"def f{n}(x):\n    if x:\n        return {n}\n\n" for n in range(1000))
    after = before.replace("x", "y").replace("def f500(y):", "def added():\n    pass\n\ndef f500(y):")
    edit = minimise(Document("file:///a.py", before), after)
    assert edit.after == after
    assert not any("return" in one.span.of(before) for one in edit.edits)
