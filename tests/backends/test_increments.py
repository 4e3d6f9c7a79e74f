"""What is new in texts that a stream sends piece by piece, or all so far each time."""

from itertools import accumulate

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from m2lsp.backends.increments import Increments
from m2lsp.backends.reasoning import Kind, Shape, Splitter

CASES: dict[str, tuple[list[str], list[str]]] = {
    "nothing": ([], [""]),
    "one piece": (["a"], ["a", ""]),
    "increments": (["The user", " asks", " me"], ["The user", " asks", " me", ""]),
    "all so far": (["The user", "The user asks", "The user asks me"], ["The user", " asks", " me", ""]),
    "all so far, from a short beginning": (["I", "I am", "I am he"], ["I", "", " am he", ""]),
    "all so far, the last one twice": (
        ["The user", "The user asks", "The user asks"],
        ["The user", " asks", "", ""],
    ),
    "increments that begin alike": (["a", "and", " so"], ["a", "", "and so", ""]),
    "increments that begin alike, and no more": (["a", "and"], ["a", "", "and"]),
    "increments that repeat": (["ha", "ha", "ha"], ["ha", "ha", "ha", ""]),
    "empty ones": (["", "a", "", "b"], ["", "a", "", "b", ""]),
    "another text": (["The user", "The user asks", "Then"], ["The user", " asks", "Then", ""]),
}


@pytest.mark.parametrize(("came", "new"), CASES.values(), ids=CASES)
def test_the_pieces_tell_whether_each_is_all_so_far(came: list[str], new: list[str]) -> None:
    text = Increments()
    assert [*map(text.feed, came), text.end()] == new


PIECES = st.lists(st.text("ab \n", min_size=1, max_size=12), max_size=8)


@given(PIECES)
def test_where_each_is_all_so_far_the_last_one_is_all(pieces: list[str]) -> None:
    assume(len(pieces) != 2 or len(pieces[0]) >= 8)  # two short ones may be either
    text = Increments()
    assert "".join([*map(text.feed, accumulate(pieces)), text.end()]) == "".join(pieces)


@given(PIECES)
def test_increments_are_all_taken_unless_the_second_begins_with_the_first(pieces: list[str]) -> None:
    assume(len(pieces) < 2 or not pieces[1].startswith(pieces[0]))
    text = Increments()
    assert "".join([*map(text.feed, pieces), text.end()]) == "".join(pieces)


@pytest.mark.parametrize("came", [["The user", " asks"], ["The user", "The user asks"], ["a", "and"]])
def test_the_thinking_is_the_same_however_its_parts_come(came: list[str]) -> None:
    splitter = Splitter(Shape(Kind.FIELD, ("reasoning_details",)), None)
    steps = [splitter.feed({"reasoning_details": [{"text": piece, "index": 0}]}) for piece in came]
    thinking = "".join(step.thinking for step in [*steps, splitter.end()])
    assert thinking == {"The user": "The user asks", "a": "aand"}[came[0]]
