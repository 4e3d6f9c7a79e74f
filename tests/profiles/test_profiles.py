"""The rows of the table: each is whole, and each agrees with itself."""

from dataclasses import fields
from itertools import permutations

import pytest

from m2lsp.core.chat import Marker
from m2lsp.profiles import M2, M3, M3_1, PROFILES, QWEN3_CODER, QWEN_CODER, Profile, find

each = pytest.mark.parametrize("profile", PROFILES, ids=lambda p: p.name)


def written(profile: Profile) -> list[Marker]:
    """Every control token that the row writes by itself."""
    parts: list[object] = []
    if profile.template:
        parts += [p for f in fields(profile.template) for p in getattr(profile.template, f.name)]
    if profile.fim:
        parts += [getattr(profile.fim, f.name) for f in fields(profile.fim)]
    return [p for p in parts if isinstance(p, Marker)]


def test_names_are_unique() -> None:
    assert len({p.name for p in PROFILES}) == len(PROFILES)


@each
def test_a_row_says_where_its_facts_are_from_and_has_sound_limits(profile: Profile) -> None:
    assert profile.source
    assert 0 < profile.output_tokens <= profile.context_tokens
    assert 1 < profile.characters_per_token < 6
    assert profile.models and profile.markers


@each
def test_every_marker_that_a_row_writes_is_one_of_its_markers(profile: Profile) -> None:
    assert {m.text for m in written(profile)} <= set(profile.markers)


@each
def test_no_text_of_a_template_spells_a_marker(profile: Profile) -> None:
    parts = (
        [p for f in fields(profile.template) for p in getattr(profile.template, f.name)]
        if profile.template
        else []
    )
    texts = [p for p in parts if isinstance(p, str)]
    assert not [(t, m) for t in texts for m in profile.markers if m in t]


@each
def test_no_marker_is_part_of_another(profile: Profile) -> None:
    assert not [(a, b) for a, b in permutations(profile.markers, 2) if a in b]


@each
def test_thinking_tags_are_markers_and_a_template_closes_what_it_opens(profile: Profile) -> None:
    if profile.thinking is None:
        assert profile.template is None or profile.template.closed_thinking == ()
        return
    assert {profile.thinking.open, profile.thinking.close} <= set(profile.markers)
    if profile.template and profile.thinking.opened_by_prompt:
        assert Marker(profile.thinking.open) in profile.template.assistant_open
        assert Marker(profile.thinking.close) in profile.template.closed_thinking


@each
def test_a_row_that_gives_ghost_text_in_no_way_of_its_own_thinks(profile: Profile) -> None:
    assert profile.fim or profile.template or profile.thinking


@each
def test_only_a_family_that_thinks_can_be_kept_from_it(profile: Profile) -> None:
    assert profile.thinking or not profile.levers


def test_the_m2_frame_is_the_one_that_its_template_renders() -> None:
    t = M2.template
    assert t is not None
    frame = (
        *(*t.system_open, "{system}", *t.turn_end),
        *(*t.user_open, "{user}", *t.turn_end),
        *(*t.assistant_open, *t.closed_thinking),
    )
    assert "".join(p.text if isinstance(p, Marker) else p for p in frame) == (
        "]~!b[]~b]system\n{system}[e~[\n]~b]user\n{user}[e~[\n]~b]ai\n<think>\nDirect.\n</think>\n\n"
    )


@pytest.mark.parametrize(
    ("name", "profile"),
    [
        ("MiniMax-M2", M2),
        ("MiniMax-M2.1", M2),
        ("MiniMaxAI/MiniMax-M2.1", M2),
        ("minimax/minimax-m2.1:free", M2),
        ("MiniMax-M2.1-highspeed", M2),
        ("lukealonso/MiniMax-M2.1-NVFP4", M2),
        ("minimax.minimax-m2.1", M2),
        ("/models/MiniMax-M2.7/", M2),
        (r"C:\models\MiniMax-M2.5-Q4_K_M.gguf", M2),
        ("accounts/fireworks/models/minimax-m2p7", M2),
        ("minimax-m2p1", M2),
        ("MiniMax-M3", M3),
        ("MiniMaxAI/MiniMax-M3", M3),
        ("minimax/minimax-m3", M3),
        ("accounts/fireworks/models/minimax-m3", M3),
        ("MiniMax-M3.1-Flash", M3_1),
        ("minimax/minimax-m3.1-flash", M3_1),
        ("MiniMax-M3.2", None),
        ("MiniMax-M2.9", None),
        ("MiniMax-M20", None),
        ("Qwen/Qwen2.5-Coder-7B-Instruct", QWEN_CODER),
        ("qwen2.5-coder:1.5b", QWEN_CODER),
        ("qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", QWEN_CODER),
        ("Qwen/Qwen3-Coder-30B-A3B-Instruct-FP8", QWEN3_CODER),
        ("qwen/qwen3-coder", QWEN3_CODER),
        ("qwen3-32b", None),
        ("gpt-5", None),
        ("", None),
    ],
)
def test_a_served_name_finds_its_family(name: str, profile: Profile | None) -> None:
    assert find(name) is profile


def test_an_estimate_of_tokens_is_rounded_up() -> None:
    assert [M2.tokens(t) for t in ("", "a", "abc", "abcd")] == [0, 1, 1, 2]
