"""Replay: whole turns, the newest that fit, exactly as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.core.chat import Message, Role, ToolCall
from m2lsp.core.thread import Turn
from m2lsp.threads import replay
from m2lsp.threads.replay import sound


def user(text: str = "ask") -> Message:
    return Message(Role.USER, text)


def says(text: str = "answer", *, thinking: str = "", calls: str = "") -> Message:
    return Message(Role.ASSISTANT, text, thinking, tuple(ToolCall(i, "check_edit", "{}") for i in calls))


def result(call: str) -> Message:
    return Message(Role.TOOL, "ok", tool_call_id=call)


def turn(*messages: Message, outcome: str = "answer") -> Turn:
    return Turn("explain", messages, "m", "e", 0.0, 1.0, outcome=outcome)


def numbered(count: int) -> list[Turn]:
    return [turn(user(f"{n} " * 50), says(f"{n} " * 50)) for n in range(count)]


def numbers(messages: tuple[Message, ...]) -> list[int]:
    return [int(m.content.split()[0]) for m in messages if m.role is Role.USER]


def test_everything_is_sent_when_there_is_room():
    turns = numbered(4)
    assert replay(turns, 100_000, len) == tuple(m for t in turns for m in t.messages)


def test_the_oldest_turns_are_left_out_first():
    cost = 2 * (len("0 " * 50) + 10)
    assert numbers(replay(numbered(5), 3 * cost, len)) == [2, 3, 4]
    assert numbers(replay(numbered(5), 3 * cost - 1, len)) == [3, 4]


def test_a_long_turn_ends_the_replay_even_where_an_older_one_would_fit():
    turns = [*numbered(1), turn(user("1 " * 5000), says()), turn(user("2 "), says())]
    assert numbers(replay(turns, 1000, len)) == [2]


def test_nothing_is_sent_without_a_budget():
    assert replay(numbered(3), 0, len) == ()
    assert replay([], 1000, len) == ()


@pytest.mark.parametrize("outcome", ["", "only thinking", "cut off", "unsafe", "unchanged"])
def test_a_turn_that_came_to_nothing_is_not_sent(outcome: str):
    turns = [turn(user("0 x"), says()), turn(user("1 x"), says(), outcome=outcome)]
    assert numbers(replay(turns, 1000, len)) == [0]


def test_an_edit_is_sent_with_the_check_that_failed_before_it():
    messages = (user(), says("wrong", thinking="hm"), user("That can't be applied."), says("right"))
    assert replay([turn(*messages, outcome="edit")], 1000, len) == messages


def test_thinking_goes_back_byte_for_byte():
    thinking = "\n a\r\n\u2028\ud800\0</think> "
    sent = replay([turn(user(), says(thinking=thinking))], 1000, len)
    assert [m.reasoning for m in sent] == ["", thinking]


def test_thinking_and_calls_count():
    plain = [turn(user("0 x"), says())]
    assert replay(plain, 60, len)
    assert not replay([turn(user("0 x"), says(thinking="x" * 60))], 60, len)
    assert not replay([turn(user("0 x"), says("", calls="a"), result("a"), says())], 60, len)


def test_thinking_in_parts_counts_with_all_that_is_in_them():
    message = Message(Role.ASSISTANT, "answer", "hm", details=({"text": "hm", "signature": "x" * 100},))
    assert not replay([turn(user("0 x"), message)], 100, len)
    assert replay([turn(user("0 x"), message)], 200, len)


SOUND = {
    "ask and answer": (user(), says()),
    "a failed check": (user(), says(), user(), says()),
    "a call and its result": (user(), says("", calls="a"), result("a"), says()),
    "two calls at once, answered in any order": (
        user(),
        says("", calls="ab"),
        result("b"),
        result("a"),
        says(),
    ),
    "two calls of one name": (user(), says("", calls="aa"), result("a"), result("a"), says()),
    "a result at the end": (user(), says("", calls="a"), result("a")),
    "one call after another": (user(), says(calls="a"), result("a"), says(calls="a"), result("a"), says()),
}
UNSOUND = {
    "nothing": (),
    "no answer": (user(),),
    "an answer to nothing": (says(),),
    "a result without a call": (user(), result("a"), says()),
    "a result of another call": (user(), says("", calls="a"), result("b"), says()),
    "a result twice": (user(), says("", calls="a"), result("a"), result("a"), says()),
    "a call without a result": (user(), says("", calls="a"), says()),
    "a question over an open call": (user(), says("", calls="a"), user(), says()),
    "a call at the end": (user(), says("", calls="a")),
    "one of two results at the end": (user(), says("", calls="ab"), result("a")),
    "a system message": (Message(Role.SYSTEM, "be good"), user(), says()),
    "a late system message": (user(), Message(Role.SYSTEM, "be good"), says()),
}


@pytest.mark.parametrize("messages", SOUND.values(), ids=SOUND)
def test_a_turn_that_the_template_takes_is_sent(messages: tuple[Message, ...]):
    assert replay([turn(*messages)], 1000, len) == messages


@pytest.mark.parametrize("messages", UNSOUND.values(), ids=UNSOUND)
def test_a_turn_that_the_template_would_refuse_is_not_sent(messages: tuple[Message, ...]):
    assert replay([turn(*messages)], 1000, len) == ()


ANY_MESSAGE = st.one_of(
    st.builds(user, st.text(max_size=20)),
    st.builds(
        says, st.text(max_size=20), thinking=st.text(max_size=20), calls=st.sampled_from(["", "a", "ab"])
    ),
    st.builds(result, st.sampled_from("ab")),
)
ANY_TURN = st.builds(
    lambda messages, outcome: turn(*messages, outcome=outcome),
    st.lists(ANY_MESSAGE, max_size=4) | st.sampled_from([list(m) for m in SOUND.values()]),
    st.sampled_from(["answer", "edit", "blank"]),
)


@given(turns=st.lists(ANY_TURN, max_size=6), budget=st.integers(0, 300))
def test_what_is_sent_is_always_sound_whole_and_within_the_budget(turns: list[Turn], budget: int):
    sent = replay(turns, budget, len)
    assert sum(len(m.content) + len(m.reasoning) for m in sent) <= budget
    assert not sent or sound(sent)
    worthy = [t for t in turns if t.outcome in {"answer", "edit"} and sound(t.messages)]
    ends = [tuple(m for t in worthy[n:] for m in t.messages) for n in range(len(worthy) + 1)]
    assert sent in ends
