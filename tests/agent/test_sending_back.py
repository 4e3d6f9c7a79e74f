"""Earlier thinking goes back as the endpoint at hand takes it, whichever endpoint the turn before was on."""

from typing import Any

import pytest
from acting import Stage
from scripted import Script, chat_stream

from m2lsp.core.chat import Role
from m2lsp.core.feature import Answer

THOUGHTS = " \n Two   spaces,\ta tab, 😀, \u2028 and \\n stay.\r\n\n"
SAID = "It sets `x`."

# What each kind of endpoint sends of thinking, and in which field it wants it back (m2-wire, section 5).
PART = {"type": "reasoning.text", "id": "reasoning-text-1", "format": "MiniMax-response-v1", "index": 0}


def fields(*names: str) -> Script:
    """Thinking in plain fields, in pieces."""
    pieces = [THOUGHTS[at : at + 5] for at in range(0, len(THOUGHTS), 5)]
    return chat_stream([*(dict.fromkeys(names, piece) for piece in pieces), {"content": SAID}])


def parts(**more: Any) -> Script:
    """Thinking in increments of one part, the last of which has no text."""
    pieces = [THOUGHTS[at : at + 5] for at in range(0, len(THOUGHTS), 5)]
    deltas = [{"reasoning": p, "reasoning_details": [{**PART, "text": p}]} for p in pieces]
    return chat_stream([*deltas, {"reasoning_details": [{"index": 0, **more}]}, {"content": SAID}])


SPEAKS: dict[str, Script] = {
    "vllm": fields("reasoning"),
    "deepinfra": fields("reasoning_content"),
    "vllm-append-think": chat_stream([{"content": f"<think>{THOUGHTS}</think>{SAID}"}]),
    "vllm-no-parser": chat_stream([{"content": f"{THOUGHTS}</think>{SAID}"}]),
    "minimax": parts(),
    "openrouter": parts(signature="s-1"),
}

FIELDS = {
    "vllm": "reasoning",
    "deepinfra": "reasoning_content",
    "vllm-append-think": "reasoning",
    "vllm-no-parser": "reasoning",
    "minimax": "reasoning_details",
    "openrouter": "reasoning_details",
}


def takes(provider: str, thinking: str) -> dict[str, Any]:
    """How thinking that came from elsewhere goes to this provider."""
    field = FIELDS[provider]
    return {
        field: [{"type": "reasoning.text", "text": thinking}] if field == "reasoning_details" else thinking
    }


OWN_PARTS = {
    "minimax": {"reasoning_details": [{**PART, "text": THOUGHTS}]},
    "openrouter": {"reasoning_details": [{**PART, "text": THOUGHTS, "signature": "s-1"}]},
}


def explain(stage: Stage, provider: str) -> list[dict[str, Any]]:
    """Have the model of that provider explain, and what was sent to it."""
    stage.settings = {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}
    stage.backend.queue(SPEAKS[provider])
    assert stage.act("explain", stage.request("«x = 1»\n")) == Answer(SAID)
    return stage.backend.requests[-1].json["messages"]


@pytest.mark.parametrize("second", SPEAKS)
@pytest.mark.parametrize("first", SPEAKS)
def test_a_turn_of_one_endpoint_is_sent_to_another_in_that_ones_own_field(
    stage: Stage, first: str, second: str
) -> None:
    (_, asked) = explain(stage, first)
    _, again, answered, _ = explain(stage, second)
    assert again == asked
    converted = takes(second, THOUGHTS)
    thinking = OWN_PARTS.get(first, converted) if first == second else converted
    assert answered == {"role": "assistant", "content": SAID, **thinking}


@pytest.mark.parametrize("elsewhere", ["vllm", "deepinfra", "openrouter"])
def test_parts_survive_a_detour(stage: Stage, elsewhere: str) -> None:
    explain(stage, "minimax")
    explain(stage, elsewhere)
    sent = explain(stage, "minimax")
    first, second = (m for m in sent if m["role"] == "assistant")
    assert first["reasoning_details"] == OWN_PARTS["minimax"]["reasoning_details"]
    assert {"reasoning_details": second["reasoning_details"]} == takes("minimax", THOUGHTS)


@pytest.mark.parametrize("provider", SPEAKS)
def test_the_field_is_there_even_when_nothing_was_thought(stage: Stage, provider: str) -> None:
    closing = "</think>" if provider == "vllm-no-parser" else ""
    stage.settings = {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}
    stage.backend.queue(chat_stream([{"content": closing + SAID}]))
    stage.act("explain", stage.request("«x = 1»\n"))
    assert explain(stage, provider)[2] == {"role": "assistant", "content": SAID, **takes(provider, "")}


def test_the_thread_tells_which_provider_wrote_a_message(stage: Stage) -> None:
    for provider in ("vllm", "openrouter"):
        explain(stage, provider)
    turns = stage.turns(stage.request("ˇ").document.uri)
    said = [m for turn in turns for m in turn.messages if m.role is Role.ASSISTANT]
    assert [m.origin for m in said] == ["vllm", "openrouter"]
    assert [m.reasoning for m in said] == [THOUGHTS, THOUGHTS]
    assert said[1].details == tuple(OWN_PARTS["openrouter"]["reasoning_details"])


@pytest.mark.parametrize("provider", ["vllm", "minimax", "openrouter"])
def test_inside_a_tool_loop_thinking_goes_back_with_its_call_and_no_user_message_follows(
    stage: Stage, provider: str
) -> None:
    call = {"index": 0, "id": "call-1", "type": "function"}
    function = {"name": "read_file", "arguments": '{"path": "case.py"}'}
    thought = [
        {FIELDS[provider]: [{**PART, "text": p}] if "details" in FIELDS[provider] else p} for p in "abc"
    ]
    calling = chat_stream([*thought, {"tool_calls": [{**call, "function": function}]}], "tool_calls")
    stage.backend.queue(calling)
    sent = explain(stage, provider)
    assert [m["role"] for m in sent] == ["system", "user", "assistant", "tool"]
    assert sent[2]["tool_calls"] == [{"id": "call-1", "type": "function", "function": function}]
    joined = [{**PART, "text": "abc"}] if "details" in FIELDS[provider] else "abc"
    assert sent[2][FIELDS[provider]] == joined
