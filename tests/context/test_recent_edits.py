"""Recent edits as the model sees them."""

from math import ceil
from pathlib import Path

import pytest

from m2lsp.context import gather
from m2lsp.context.recent_edits import CHARACTERS
from m2lsp.core.document import Document
from m2lsp.core.edit import RecentEdit
from m2lsp.core.feature import Budget, Request
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import Span

FOLDER = Path("/shop")
TILL = Document("file:///shop/till.py", "", "python", 1, FOLDER / "till.py")
KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"


def tokens(text: str) -> int:
    return ceil(len(text) / 4)


def snippets(*edits: RecentEdit, text: str = "x = 1\n", budget: int = 2000) -> list[Snippet]:
    """The snippets for edits, of which the first is the newest."""
    document = Document("file:///shop/cart.py", text, "python", 1, FOLDER / "cart.py")
    request = Request(
        document, Span(len(text), len(text)), Budget(budget, 100), recent_edits=edits, folders=(FOLDER,)
    )
    found = gather(request, tokens)
    assert found.tokens <= budget
    return [snippet for snippet in found.snippets if snippet.kind is SnippetKind.RECENT_EDIT]


def diffs(before: str, after: str) -> list[str]:
    return [snippet.text for snippet in snippets(RecentEdit(TILL, before, after))]


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", " a\n-b\n+B\n c"),
        ("\n\na\n\n", "\n\nb\n\n", "-a\n+b"),
        ("a\nc\n", "a\nb\nc\n", " a\n+b\n c"),
        ("a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n", " a\n-b\n+B\n c"),
        ("b", "B", "-b\n+B"),
        ("a\nb\n", "", "-a\n-b"),
        ("a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n", "-a\n+A\n 1\n 2\n@@\n 5\n 6\n-b\n+B"),
    ],
    ids=["changed", "between blank lines", "added", "crlf", "one line", "taken away", "two places"],
)
def test_an_edit_is_a_small_diff_of_whole_lines(before: str, after: str, shown: str) -> None:
    assert diffs(before, after) == [shown]


@pytest.mark.parametrize(
    ("before", "after"),
    [("a\n", "a\n"), ("a\nb\n", "a  \r\nb\r\n"), ("a\n", "a")],
    ids=["nothing", "line ends", "the last line's end"],
)
def test_an_edit_that_changes_no_line_is_not_shown(before: str, after: str) -> None:
    assert diffs(before, after) == []


def test_the_newest_edits_are_chosen_and_the_newest_stands_last() -> None:
    edits = [RecentEdit(TILL, "a\n", f"{number:050}\n") for number in range(9, 0, -1)]
    shown = [snippet.text[-1] for snippet in snippets(*edits, budget=600)]
    assert shown == ["5", "6", "7", "8", "9"]
    assert {snippet.path for snippet in snippets(*edits)} == {"till.py"}


def test_one_more_edit_leaves_the_others_where_they_are() -> None:
    edits = [RecentEdit(TILL, "a\n", f"{number}\n") for number in range(9, 0, -1)]
    before, after = snippets(*edits[1:]), snippets(*edits)
    assert after[: len(before)] == before


def test_all_edits_together_are_short_however_large_the_budget() -> None:
    edits = [RecentEdit(TILL, "a\n", f"{number:0400}\n") for number in range(9)]
    assert sum(len(snippet.text) for snippet in snippets(*edits, budget=100_000)) <= CHARACTERS


def test_new_lines_that_the_excerpt_shows_anyway_are_not_told_again() -> None:
    cart = Document("file:///shop/cart.py", "", "python", 1, FOLDER / "cart.py")
    assert snippets(RecentEdit(cart, "a = 1\n", "a = 1\nb = 2\n"), text="a = 1\nb = 2\nc = 3\n") == []
    (shown,) = snippets(RecentEdit(cart, "a = 1\nb\n", "a = 1\nb = 2\n"), text="a = 1\nb = 2\nc = 3\n")
    assert shown.text == " a = 1\n-b\n+b = 2"


def test_an_edit_with_what_looks_like_a_key_is_left_out() -> None:
    """In a diff its lines would begin with marks, by which a key of several lines is not known any more."""
    key = f"-----BEGIN PRIVATE KEY-----\n{KEY}\n{KEY}\n{KEY[:20]}==\n-----END PRIVATE KEY-----\n"
    assert diffs("a\n", f"a\n{key}") == []
    assert diffs(f"{key}a\n", "b\n") == []


def test_the_other_snippets_are_the_same_whatever_was_edited() -> None:
    """Another one of them breaks the server's prefix cache."""
    text = "".join(f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(300))
    document = Document("file:///shop/cart.py", text, "python", 1, FOLDER / "cart.py")

    def others(*edits: RecentEdit) -> list[Snippet]:
        request = Request(document, Span(len(text), len(text)), Budget(1000, 100), recent_edits=edits)
        return [s for s in gather(request, tokens).snippets if s.kind is not SnippetKind.RECENT_EDIT]

    one, two = RecentEdit(TILL, "a\n", "b\n"), RecentEdit(TILL, "a\n" * 90, "b\n" * 90)
    assert others(one)
    assert others(one) == others(one, two) == others(two, one)
