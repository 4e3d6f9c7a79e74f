"""Whatever a model does with its tools, what is sent stays sound, and the turn ends in words or an edit."""

import json
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from acting import Stage, acting
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted import CHAT, Request, Script, vllm_chat
from toolcalls import BROKEN, GOOD, edit, explain, kept

from m2lsp.core.feature import Answer, Proposal, Refusal
from m2lsp.threads.record import dump
from m2lsp.threads.replay import CONCLUDED, sound

NAMES = st.sampled_from(["check_edit", "read_file", "read_files", "find_text", "outline_file", ""])
ARGUMENTS = st.sampled_from(
    ["{}", "", "{", '{"path": "case.py"}', '{"path": "/etc/passwd"}', '{"text": "x"}', '{"text": "[e~["}']
)
CALLS = st.lists(st.tuples(st.sampled_from("abc"), NAMES, ARGUMENTS), max_size=3)
REPLIES = st.builds(
    dict,
    content=st.sampled_from(["", "  \n", "I look.", GOOD, BROKEN, GOOD + GOOD, "Then comes </think>."]),
    reasoning=st.sampled_from(["", "hm\n"]),
    tools=CALLS,
    finish=st.sampled_from(["", "", "", "stop", "tool_calls", "length"]),
    chunk=st.sampled_from([1, 3, 500]),
)


def play(stage: Stage, replies: list[dict[str, Any]]) -> None:
    """Answer with these, and then with the last of them for ever."""

    def answer(_: Request) -> Script:
        return vllm_chat(**replies[min(len(stage.backend.requests), len(replies)) - 1])

    stage.backend.default(answer, path=CHAT)


def check(messages: list[dict[str, Any]]) -> None:
    """What every endpoint and every template asks of a conversation."""
    assert [m["role"] for m in messages[:2]] == ["system", "user"]
    open_calls: list[str] = []
    for before, message in pairwise(messages):
        if message["role"] == "tool":
            assert before["role"] in {"assistant", "tool"}
            assert message["tool_call_id"] == open_calls.pop(0)
        else:
            assert not open_calls
            assert message["role"] in {"user", "assistant"}
        if message["role"] == "assistant":
            assert isinstance(message["reasoning"], str)
            open_calls = [call["id"] for call in message.get("tool_calls", ())]
    assert not open_calls


@given(replies=st.lists(REPLIES, min_size=1, max_size=5), editing=st.booleans())
@settings(deadline=None, max_examples=25)
def test_whatever_the_model_does_its_turn_stays_sound(replies: list[dict[str, Any]], editing: bool):
    with TemporaryDirectory() as folder, acting(Path(folder), {"chat": {"max_rounds": 5}}) as stage:
        play(stage, replies)
        outcome = edit(stage) if editing else explain(stage)
        requests = [request.json["messages"] for request in stage.backend.requests]
        (turn,) = kept(stage)
    assert isinstance(outcome, (Proposal if editing else Answer, Refusal))
    if isinstance(outcome, Answer):
        assert outcome.text.strip()
    for messages in requests:
        check(messages)
        assert "root:" not in json.dumps(messages)
    for shorter, longer in pairwise(requests):
        assert longer[: len(shorter)] == shorter
    assert len(requests) <= 8
    assert isinstance(outcome, Refusal) == (turn.outcome not in CONCLUDED)
    spelled = [marker for marker in (b"[e~[", b"</think>") if marker in dump(turn)]
    if turn.outcome in CONCLUDED and not spelled:  # a turn that spells one is never sent again
        assert sound(turn.messages)
