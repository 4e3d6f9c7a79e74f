"""Thinking and answer are told apart by the row's shape, whatever the chunks are."""

from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.backends.reasoning import Kind, Shape, Splitter
from m2lsp.profiles.spec import Thinking

TAGS = Thinking("<think>", "</think>", opened_by_prompt=True)
INLINE, CLOSE_ONLY, NONE = Shape(Kind.INLINE), Shape(Kind.CLOSE_ONLY), Shape(Kind.NONE)
FIELD = Shape(Kind.FIELD, ("reasoning", "reasoning_content", "reasoning_details"))


class Case(NamedTuple):
    rule: str
    shape: Shape
    content: str
    thinking: str
    answer: str


CONTENT = [
    Case("a block at the start is thinking", INLINE, "<think>\nwhy\n</think>\n\nx", "\nwhy\n", "\n\nx"),
    Case("blanks before the block are dropped", INLINE, " \n<think>why</think>x", "why", "x"),
    Case("an answer without a block is all answer", INLINE, "x = 1", "", "x = 1"),
    Case("blanks before such an answer stay", INLINE, "\n  x", "", "\n  x"),
    Case("a block further on is answer", INLINE, "see <think>a</think>", "", "see <think>a</think>"),
    Case("a block that is not closed is all thinking", INLINE, "<think>why </thin", "why </thin", ""),
    Case("half an opening tag is answer", INLINE, "<thi", "", "<thi"),
    Case("blanks alone are answer", INLINE, " \n", "", " \n"),
    Case("nothing is nothing", INLINE, "", "", ""),
    Case("a repeated opening tag is thinking", INLINE, "<think><think>a</think>x", "<think>a", "x"),
    Case("only the first closing tag counts", INLINE, "<think>a</think>b</think>c", "a", "b</think>c"),
    Case("a closing tag alone is answer", INLINE, "x </think> y", "", "x </think> y"),
    Case("without an opening tag the start is thinking", CLOSE_ONLY, "why\n</think>\n\nx", "why\n", "\n\nx"),
    Case("no closing tag by the end: all was thinking", CLOSE_ONLY, "why <", "why <", ""),
    Case("the model's own opening tag is thinking", CLOSE_ONLY, "<think>a</think>x", "<think>a", "x"),
    Case("an empty block is no thinking", CLOSE_ONLY, "</think>x", "", "x"),
    Case("near misses are thinking", CLOSE_ONLY, "</</think</thinks></think>x", "</</think</thinks>", "x"),
    Case("where none is given, tags are answer", NONE, "<think>a</think>x", "", "<think>a</think>x"),
    Case("where a field is read, tags are answer", FIELD, "a</think><think>x", "", "a</think><think>x"),
]
each = pytest.mark.parametrize("case", CONTENT, ids=lambda c: c.rule)


def split(shape: Shape, chunks: list[dict[str, Any]], tags: Thinking | None = TAGS) -> tuple[str, str]:
    splitter = Splitter(shape, tags)
    deltas = [*(splitter.feed(c) for c in chunks), splitter.end()]
    return "".join(d.thinking for d in deltas), "".join(d.text for d in deltas)


def chunked(text: str, cuts: list[int]) -> list[dict[str, Any]]:
    ends = sorted({min(c, len(text)) for c in cuts} | {0, len(text)})
    return [{"content": text[a:b]} for a, b in pairwise(ends)]


@each
def test_content_is_split_as_its_shape_says(case: Case) -> None:
    assert split(case.shape, [{"content": case.content}]) == (case.thinking, case.answer)


@each
def test_one_character_at_a_time_gives_the_same(case: Case) -> None:
    assert split(case.shape, [{"content": c} for c in case.content]) == (case.thinking, case.answer)


PARTS = st.lists(
    st.sampled_from(["<think>", "</think>", "<", "</", "think>", "\n", " ", "a", "é"]), max_size=12
)


@given(st.sampled_from([INLINE, CLOSE_ONLY, NONE, FIELD]), PARTS.map("".join), st.lists(st.integers(0, 60)))
def test_any_chunking_gives_the_same(shape: Shape, text: str, cuts: list[int]) -> None:
    assert split(shape, chunked(text, cuts)) == split(shape, [{"content": text}])


@given(PARTS.map("".join))
def test_nothing_is_lost_but_one_closing_tag(text: str) -> None:
    thinking, answer = split(CLOSE_ONLY, [{"content": text}])
    assert text in (f"{thinking}</think>{answer}", thinking + answer)


@given(PARTS.map("".join))
def test_answer_is_given_out_as_soon_as_it_can_be_no_tag(text: str) -> None:
    splitter = Splitter(CLOSE_ONLY, TAGS)
    splitter.split("</think>")
    assert splitter.split(text) == ("", text)


@pytest.mark.parametrize(
    ("chunk", "thinking", "answer"),
    [
        ({"reasoning": "a", "content": None}, "a", ""),
        ({"reasoning_content": "a", "content": ""}, "a", ""),
        ({"reasoning": "a", "reasoning_content": "a", "content": "x"}, "a", "x"),
        ({"reasoning_details": [{"text": "a"}, {"text": "b"}]}, "ab", ""),
        ({"reasoning": "", "reasoning_details": [{"text": "a"}]}, "a", ""),
        ({"reasoning_details": [{"type": "reasoning.encrypted", "data": "…"}, "odd", None]}, "", ""),
        ({"content": [{"type": "text", "text": "x"}]}, "", "x"),
        ({"reasoning": 1, "content": {"odd": True}}, "", ""),
        ({}, "", ""),
    ],
)
def test_the_first_field_that_holds_anything_counts(
    chunk: dict[str, Any], thinking: str, answer: str
) -> None:
    assert split(FIELD, [chunk]) == (thinking, answer)


def test_a_family_that_does_not_think_answers_with_all_its_content() -> None:
    assert split(CLOSE_ONLY, [{"content": "a</think>b"}], tags=None) == ("", "a</think>b")
