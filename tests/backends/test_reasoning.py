"""Thinking and answer are told apart by the row's shape, whatever the chunks are."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.backends.reasoning import Kind, Shape, Splitter
from m2lsp.core.chat import Finish
from m2lsp.profiles import M3
from m2lsp.profiles.spec import Thinking

TAGS = Thinking("<think>", "</think>", opened_by_prompt=True)
FIELDS = ("reasoning", "reasoning_content", "reasoning_details")
INLINE, CLOSE_ONLY, NONE = Shape(Kind.INLINE), Shape(Kind.CLOSE_ONLY), Shape(Kind.NONE)
FIELD, UNKNOWN = Shape(Kind.FIELD, FIELDS), Shape(Kind.UNKNOWN, FIELDS)


class Case(NamedTuple):
    rule: str
    shape: Shape
    content: str
    thinking: str
    answer: str
    finish: Finish = Finish.STOP


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
    Case(
        "a field that stays empty: what a tag closes was thinking",
        FIELD,
        "a</think><think>x",
        "a",
        "<think>x",
    ),
    Case("no field, no tag, and the model stopped: an answer", FIELD, "x = 1", "", "x = 1"),
    Case("no field, no tag, and cut off: thinking", FIELD, "the user", "the user", "", Finish.LENGTH),
    Case("no field, no tag, and a call: an answer", FIELD, "I look.", "", "I look.", Finish.TOOL_CALLS),
    Case("an unknown one, no tag, and a call: thinking", UNKNOWN, "look", "look", "", Finish.TOOL_CALLS),
    Case("no field, no tag, and filtered: thinking", UNKNOWN, "the user", "the user", "", Finish.FILTERED),
    Case("an unknown one may open a block", UNKNOWN, "\n<think>a</think>x", "a", "x"),
    Case("an unknown one may only close it", UNKNOWN, "a\n</think>\nx</think>", "a\n", "\nx</think>"),
    Case("an unknown one may hide its thinking", UNKNOWN, "x = 1", "", "x = 1"),
]
each = pytest.mark.parametrize("case", CONTENT, ids=lambda c: c.rule)


def told(
    splitter: Splitter, chunks: Iterable[dict[str, Any]], finish: Finish = Finish.STOP
) -> tuple[str, str]:
    deltas = [*(splitter.feed(c) for c in chunks), splitter.end(finish)]
    return "".join(d.thinking for d in deltas), "".join(d.text for d in deltas)


def split(
    shape: Shape, chunks: Iterable[dict[str, Any]], tags: Thinking | None = TAGS, finish: Finish = Finish.STOP
) -> tuple[str, str]:
    return told(Splitter(shape, tags), chunks, finish)


def chunked(text: str, cuts: list[int], field: str = "content") -> list[dict[str, Any]]:
    ends = sorted({min(c, len(text)) for c in cuts} | {0, len(text)})
    return [{field: text[a:b]} for a, b in pairwise(ends)]


@each
def test_content_is_split_as_its_shape_says(case: Case) -> None:
    assert split(case.shape, [{"content": case.content}], finish=case.finish) == (case.thinking, case.answer)


@each
def test_one_character_at_a_time_gives_the_same(case: Case) -> None:
    chunks = [{"content": c} for c in case.content]
    assert split(case.shape, chunks, finish=case.finish) == (case.thinking, case.answer)


PARTS = st.lists(
    st.sampled_from(["<think>", "</think>", "<", "</", "think>", "\n", " ", "a", "é", "<call>"]), max_size=12
).map("".join)
CUTS = st.lists(st.integers(0, 60))


@given(st.sampled_from([INLINE, CLOSE_ONLY, NONE, FIELD, UNKNOWN]), PARTS, CUTS)
def test_any_chunking_gives_the_same(shape: Shape, text: str, cuts: list[int]) -> None:
    assert split(shape, chunked(text, cuts)) == split(shape, [{"content": text}])


# What a model may think: anything but its own closing tag, from which no reader could tell it.
THOUGHT = (PARTS | st.text(max_size=30)).filter(lambda text: "</think>" not in text + "</thin")
SAID = PARTS | st.text(max_size=30)


@given(THOUGHT, SAID, CUTS)
def test_a_block_comes_back_as_it_was_whatever_the_answer_holds(
    thought: str, said: str, cuts: list[int]
) -> None:
    for shape in (INLINE, UNKNOWN, FIELD):
        assert split(shape, chunked(f"<think>{thought}</think>{said}", cuts)) == (thought, said)
    assert split(CLOSE_ONLY, chunked(f"{thought}</think>{said}", cuts)) == (thought, said)


@given(THOUGHT.filter(lambda t: not t.lstrip().startswith("<think>")), SAID, CUTS)
def test_a_block_that_only_the_prompt_opened_is_found_out(thought: str, said: str, cuts: list[int]) -> None:
    for shape in (UNKNOWN, FIELD):
        assert split(shape, chunked(f"{thought}</think>{said}", cuts)) == (thought, said)


@given(
    st.sampled_from(FIELDS[:2]),
    st.text(min_size=1, max_size=30),
    SAID.filter(lambda text: not text.lstrip().startswith("<think>")),
    CUTS,
)
def test_what_a_field_holds_is_thinking_and_the_content_is_answer_tags_and_all(
    field: str, thought: str, said: str, cuts: list[int]
) -> None:
    chunks = chunked(thought, cuts, field) + chunked(said, cuts)
    assert split(FIELD, chunks) == split(UNKNOWN, chunks) == (thought, said)


@given(THOUGHT, CUTS)
def test_thinking_that_is_cut_off_is_never_answer(thought: str, cuts: list[int]) -> None:
    for shape, content in ((INLINE, f"<think>{thought}"), (CLOSE_ONLY, thought), (UNKNOWN, f"x{thought}")):
        assert split(shape, chunked(content, cuts), finish=Finish.LENGTH)[1] == ""


@given(PARTS)
def test_answer_is_given_out_as_soon_as_it_can_be_no_tag(text: str) -> None:
    splitter = Splitter(CLOSE_ONLY, TAGS)
    splitter.split("</think>")
    assert splitter.split(text) == ("", text)


def test_content_before_any_field_is_held_back_until_the_field_comes() -> None:
    splitter = Splitter(FIELD, TAGS)
    assert splitter.feed({"content": "On it. "}).text == ""
    shown = splitter.feed({"reasoning": "why", "content": "x"})
    assert (shown.thinking, shown.text) == ("why", "On it. x")


def test_thinking_that_comes_in_a_field_and_inline_as_well_is_none_of_the_answer() -> None:
    chunks = [{"reasoning": "why", "content": "<think>why</think>"}, {"content": "x"}]
    assert split(FIELD, chunks) == ("whywhy", "x")


def test_where_the_request_keeps_the_model_from_thinking_nothing_is_held_back() -> None:
    for shape in (FIELD, UNKNOWN, INLINE, CLOSE_ONLY):
        assert Splitter(shape, TAGS, thinks=False).split("x </think>") == ("", "x </think>")


def test_a_family_that_opens_its_block_itself_is_not_doubted() -> None:
    assert Splitter(FIELD, M3.thinking).split("x </mm:think>") == ("", "x </mm:think>")
    assert split(CLOSE_ONLY, [{"content": "<mm:think>a</mm:think>x"}], M3.thinking) == ("a", "x")


CALL = "<call>f</call>"


@pytest.mark.parametrize("shape", [INLINE, CLOSE_ONLY, FIELD, UNKNOWN])
def test_a_call_in_thinking_is_held_back_to_the_end(shape: Shape) -> None:
    splitter = Splitter(shape, TAGS, call="<call>")
    for chunk in f"{'<think>' if shape is INLINE else ''}look{CALL}":
        assert "<" not in splitter.feed({"content": chunk}).thinking
    assert splitter.end(Finish.STOP).thinking.endswith(CALL)


@pytest.mark.parametrize("shape", [INLINE, CLOSE_ONLY, FIELD, UNKNOWN])
def test_a_call_that_thinking_goes_on_behind_is_thinking(shape: Shape) -> None:
    content = f"{'<think>' if shape is INLINE else ''}look{CALL} </think>x"
    for cuts in ([], list(range(60))):
        assert told(Splitter(shape, TAGS, call="<call>"), chunked(content, cuts)) == (f"look{CALL} ", "x")


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


def test_the_parts_of_the_thinking_are_handed_on_as_they_came() -> None:
    parts = [
        {"type": "reasoning.encrypted", "data": "…"},
        {"type": "reasoning.text", "text": "a", "index": 1},
    ]
    for shape in (FIELD, NONE):
        assert Splitter(shape, TAGS).feed({"reasoning_details": [*parts, "odd"]}).details == tuple(parts)


def test_a_family_that_does_not_think_answers_with_all_its_content() -> None:
    assert split(CLOSE_ONLY, [{"content": "a</think>b"}], tags=None) == ("", "a</think>b")
