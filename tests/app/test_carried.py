"""What is left of a suggestion for a document that was typed in meanwhile."""

import pytest

from m2lsp.app.ghost import carried
from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Span

BEFORE = "total = su\nprint(total)\n"
AT = len("total = su")
FOUND = Suggestion(Span(AT, AT), "m(items)")


def test_what_was_typed_of_it_is_taken_off():
    now = BEFORE.replace("su\n", "sum(\n")
    left = carried(FOUND, BEFORE, now)
    assert left == Suggestion(Span(AT + 2, AT + 2), "items)")
    assert now[: AT + 2] + left.text + now[AT + 2 :] == BEFORE.replace("su\n", "sum(items)\n")


def test_where_nothing_has_changed_it_is_as_it_was():
    assert carried(FOUND, BEFORE, BEFORE) is FOUND


def test_what_it_replaces_moves_with_it():
    found = Suggestion(Span(AT, AT + 1), "m(items)")
    assert carried(found, BEFORE, BEFORE.replace("su\n", "sum\n")) == Suggestion(
        Span(AT + 1, AT + 2), "(items)"
    )


@pytest.mark.parametrize(
    "now",
    [
        BEFORE.replace("su\n", "sux\n"),
        BEFORE.replace("su\n", "sum(items)\n"),
        BEFORE.replace("su\n", "sum(items) + 1\n"),
        BEFORE.replace("su\n", "s\n"),
        "m" + BEFORE,
        BEFORE + "m",
        BEFORE.replace("print", "prin"),
        BEFORE.replace("su\n", "sum\n").replace("print", "show"),
        "",
    ],
    ids=[
        *("another key", "typed in full", "typed past its end", "a character deleted", "typed above"),
        *("typed below", "deleted below", "typed here and changed there", "emptied"),
    ],
)
def test_any_other_change_leaves_nothing(now: str):
    assert carried(FOUND, BEFORE, now) is None
