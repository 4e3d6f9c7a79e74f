"""Characters that a stream cut in two, put together again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.backends.halves import Halves

UNITS = st.text(st.sampled_from("a\né思😀\ud83d\ude00"), max_size=12)


def through(pieces: list[str], *, keep: bool) -> str:
    halves = Halves(keep)
    return "".join([*map(halves.feed, pieces), halves.end()])


@pytest.mark.parametrize(
    ("pieces", "kept", "shown"),
    [
        (["a", "b"], "ab", "ab"),
        (["\ud83d", "\ude00"], "😀", "😀"),
        (["a\ud83d", "", "\ude00b"], "a😀b", "a😀b"),
        (["\ud83d"], "\ud83d", "\ufffd"),
        (["\ud83d", "a"], "\ud83da", "\ufffda"),
        (["\ude00\ud83d"], "\ude00\ud83d", "\ufffd\ufffd"),
        (["\ud83d", "\ud83d", "\ude00"], "\ud83d😀", "\ufffd😀"),
    ],
    ids=ascii,
)
def test_halves_that_meet_are_the_character_and_others_stay_or_are_marked(
    pieces: list[str], kept: str, shown: str
) -> None:
    assert through(pieces, keep=True) == kept
    assert through(pieces, keep=False) == shown


@given(st.lists(UNITS))
def test_where_a_text_is_cut_makes_no_difference(pieces: list[str]) -> None:
    for keep in (True, False):
        assert through(pieces, keep=keep) == through(["".join(pieces)], keep=keep)


@given(UNITS)
def test_nothing_else_changes(text: str) -> None:
    assert through(list(text), keep=True).encode("utf-16", "surrogatepass") == text.encode(
        "utf-16", "surrogatepass"
    )
