"""What the chain tells of each filter that did something."""

from suggestions import context_at

from m2lsp.core.errors import Drop
from m2lsp.postprocess import INLINE_COMPLETION, Change, apply


def _reported(text: str, before: str) -> tuple[str | Drop, list[Change]]:
    changes: list[Change] = []
    return apply(INLINE_COMPLETION, text, context_at(before), changes.append), changes


def test_a_reply_that_no_filter_touches_is_not_reported() -> None:
    assert _reported("total(points)", "x = ˇ\n") == ("total(points)", [])


def test_each_filter_that_changes_a_reply_is_named_with_the_characters_before_and_after_it() -> None:
    shown, changes = _reported("```python\ntotal(points)\n```<|endoftext|>", "x = ˇ\n")
    assert shown == "total(points)"
    assert changes == [Change("strip_tokens", 40, 27), Change("strip_fences", 27, 13)]


def test_a_filter_that_drops_a_reply_is_reported_last_with_its_reason() -> None:
    shown, changes = _reported("<think>A sum", "x = ˇ\n")
    assert isinstance(shown, Drop)
    assert changes == [Change("strip_thinking", 12, 0, "only thinking")]


def test_a_change_that_keeps_the_length_is_reported_too() -> None:
    assert _reported("if x:\n\u00a0\u00a0y()", "ˇ\n")[1] == [Change("strip_control", 11, 11)]
