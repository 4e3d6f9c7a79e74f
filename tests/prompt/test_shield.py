"""What is covered on the way out is uncovered on the way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.profiles import M2, PROFILES
from m2lsp.prompt import Shield
from m2lsp.prompt.shield import spelled

INVISIBLE = "\u200b\u200c\u2060\ufeff"
KEY = "AKIAIOSFODNN7EXAMPLQ"

# Markers whole and in halves, so that some come about where two pieces meet, and some overlap.
pieces = [*M2.markers, *(m[:2] for m in M2.markers), *(m[1:] for m in M2.markers), *INVISIBLE, "x = 1\n", "é"]
sprinkled = st.lists(st.sampled_from(pieces), max_size=12).map("".join)


def shield(*texts: str) -> Shield:
    return Shield.over(texts, M2.markers)


@given(sprinkled)
def test_what_is_sent_spells_no_marker_and_comes_back_as_it_was(text: str):
    over = shield(text)
    sent = over.cover(text)
    assert spelled(sent, M2.markers) is None
    assert over.uncover(sent) == text


@pytest.mark.parametrize("text", ["]~b]~b]", "[e~[e~[e~[", "]~!b[e~[", "</think></think>", "<<think>>"])
def test_markers_that_overlap_come_back_too(text: str):
    over = shield(text)
    assert spelled(over.cover(text), M2.markers) is None
    assert over.uncover(over.cover(text)) == text


@pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)
def test_every_marker_of_a_family_is_broken_up(profile):
    over = Shield.over([], profile.markers)
    for marker in profile.markers:
        assert marker not in over.cover(f"a{marker}b")


def test_a_text_with_every_zero_width_character_comes_back_as_it_was():
    text = f"{INVISIBLE}<think>{INVISIBLE}]\u200b~b]"
    over = shield(text)
    assert over.invisible not in text
    assert over.uncover(over.cover(text)) == text


def test_a_zero_width_character_elsewhere_in_the_answer_stays():
    over = shield("<think>")
    over.cover("<think>")
    assert over.uncover(f"a{over.invisible}b") == f"a{over.invisible}b"


def test_a_key_is_masked_and_put_back():
    over = shield(KEY)
    sent = over.cover(f'key = "{KEY}"\n')
    assert KEY not in sent
    assert over.uncover(sent) == f'key = "{KEY}"\n'


def test_keys_of_several_texts_are_all_put_back():
    other = "ghp_0123456789abcdefghijABCDEFGHIJ456789"
    over = shield()
    sent = over.cover(KEY) + over.cover(other)
    assert KEY not in sent
    assert other not in sent
    assert over.uncover(sent) == KEY + other


def test_masking_can_be_switched_off():
    assert Shield.over([], (), mask_secrets=False).cover(KEY) == KEY


def test_without_markers_text_is_left_alone():
    assert Shield().cover("</think>") == "</think>"
