"""Chat over the real SDK: what comes in, by provider, and that it goes back as it came."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from scripted import (
    CHAT,
    Script,
    ScriptedBackend,
    in_bytes,
    json_reply,
    llama_chat,
    minimax_chat,
    send,
    vllm_chat,
)

from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Delta, Finish, Message, Role, Tool, ToolCall, Usage

Ask = Callable[..., list[Delta]]

HELLO = ChatPrompt((Message(Role.SYSTEM, "be brief"), Message(Role.USER, "hello")), max_tokens=100)
THINKING = "The user\u2028said <think> …\r\n\té 😀 \n"
ANSWER = "\n\nHi. `]~b]` is no turn, `</think>` no tag.\r\n"


def heard(deltas: list[Delta]) -> tuple[str, str]:
    return "".join(d.thinking for d in deltas), "".join(d.text for d in deltas)


SHAPES: dict[str, tuple[str, Script]] = {
    "vllm": ("vllm", vllm_chat(ANSWER, reasoning=THINKING)),
    "vllm before 0.17": ("vllm", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "vllm that appends": ("vllm-append-think", vllm_chat(f"<think>{THINKING}</think>{ANSWER}", chunk=1)),
    "vllm without its parser": ("vllm-no-parser", vllm_chat(f"{THINKING}</think>{ANSWER}", chunk=1)),
    "llama.cpp": ("llama.cpp", llama_chat(ANSWER, reasoning=THINKING)),
    "minimax": ("minimax", minimax_chat(ANSWER, reasoning=THINKING, chunk=7)),
    "openrouter": ("openrouter", vllm_chat(ANSWER, reasoning=THINKING)),
    "sglang": ("sglang", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "lm-studio, set so": ("lm-studio", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "lm-studio, not set so": ("lm-studio", vllm_chat(f"<think>{THINKING}</think>{ANSWER}", chunk=5)),
    "ollama": ("ollama", vllm_chat(ANSWER, reasoning=THINKING)),
    "deepinfra": ("deepinfra", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "together": ("together", vllm_chat(ANSWER, reasoning=THINKING)),
    "novita": ("novita", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "novita, with parts": ("novita", minimax_chat(ANSWER, reasoning=THINKING, chunk=7)),
    "fireworks": ("fireworks", vllm_chat(ANSWER, reasoning=THINKING, field="reasoning_content")),
    "vllm that was started without its parser": ("vllm", vllm_chat(f"{THINKING}</think>{ANSWER}", chunk=1)),
    "vllm that appends, unknown to us": ("vllm", vllm_chat(f"<think>{THINKING}</think>{ANSWER}")),
    "an unknown one, closing tag only": ("generic", vllm_chat(f"{THINKING}</think>{ANSWER}", chunk=3)),
    "an unknown one, by field": ("generic", vllm_chat(ANSWER, reasoning=THINKING)),
    "an unknown one, inline": ("generic", vllm_chat(f"<think>{THINKING}</think>{ANSWER}", chunk=3)),
}


def test_every_row_has_its_shape_tested() -> None:
    """The embedded model's is llama.cpp's, minimax-cn's is minimax's."""
    assert {provider for provider, _ in SHAPES.values()} == set(PROVIDERS) - {"embedded", "minimax-cn"}


@pytest.mark.parametrize(("provider", "script"), SHAPES.values(), ids=SHAPES)
def test_thinking_is_never_in_the_text_and_both_are_byte_for_byte(
    ask: Ask, backend: ScriptedBackend, provider: str, script: Script
) -> None:
    backend.default(script)
    assert heard(ask(HELLO, provider)) == (THINKING, ANSWER)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
@pytest.mark.parametrize(("provider", "script"), SHAPES.values(), ids=SHAPES)
def test_the_same_comes_out_whatever_bytes_arrive_together(
    ask: Ask, backend: ScriptedBackend, provider: str, script: Script, size: int
) -> None:
    backend.default(in_bytes(size, script))
    assert heard(ask(HELLO, provider)) == (THINKING, ANSWER)


def test_the_end_tells_why_how_many_tokens_and_which_model(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("abc", reasoning="de", finish="length", model="MiniMax-M3"))
    *_, last, counted = ask(HELLO)
    assert (last.finish, last.model) == (Finish.LENGTH, "MiniMax-M3")
    assert counted.usage == Usage(prompt=100, completion=5, reasoning=2, cached=64)


def test_thinking_that_used_up_the_limit_is_only_thinking(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("on and on", finish="length"))
    deltas = ask(HELLO, "vllm-no-parser")
    assert heard(deltas) == ("on and on", "")
    assert Finish.LENGTH in {d.finish for d in deltas}


def test_tool_calls_come_whole_and_in_order(ask: Ask, backend: ScriptedBackend) -> None:
    calls = (("1", "read", '{"path": "a"}'), ("2", "look", "{}"))
    backend.default(vllm_chat("first", tools=calls))
    deltas = ask(HELLO)
    assert [c for d in deltas for c in d.tool_calls] == [ToolCall(*c) for c in calls]
    assert deltas[-2].finish is Finish.TOOL_CALLS


def test_an_answer_in_one_piece_is_understood(ask: Ask, backend: ScriptedBackend) -> None:
    call = {"id": "1", "type": "function", "function": {"name": "read", "arguments": "{}"}}
    message = {"role": "assistant", "content": ANSWER, "reasoning": THINKING, "tool_calls": [call]}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    backend.default(json_reply(CHAT, {"model": "m", "choices": [choice], "usage": {"prompt_tokens": 3}}))
    (delta,) = ask(HELLO)
    assert (delta.thinking, delta.text, delta.finish) == (THINKING, ANSWER, Finish.TOOL_CALLS)
    assert delta.tool_calls == (ToolCall("1", "read", "{}"),)
    assert delta.usage == Usage(prompt=3)


def test_an_event_may_be_split_anywhere_and_stand_beside_comments(ask: Ask, backend: ScriptedBackend) -> None:
    whole = b"".join(s.data for s in vllm_chat("é😀").steps)  # type: ignore[union-attr]
    pieces = (send(b": keep-alive\n\n"), *(send(whole[i : i + 1]) for i in range(len(whole))))
    backend.default(Script(CHAT, pieces))
    assert heard(ask(HELLO)) == ("", "é😀")


LOOK = Tool("look", "looks", {"type": "object", "properties": {"at": {"type": "string"}}})
ASKED = ChatPrompt(HELLO.messages, 100, tools=(LOOK,))
RAW_CALL = (
    '<minimax:tool_call><invoke name="look"><parameter name="at">a.py</parameter></invoke>'
    "</minimax:tool_call>"
)
UNPARSED: dict[str, tuple[str, str, str]] = {
    "in the answer": (f"why</think>On it.{RAW_CALL}", "why", "On it."),
    "in thinking that is not closed": (f"why{RAW_CALL}", "why", ""),
}


@pytest.mark.parametrize(("content", "thinking", "text"), UNPARSED.values(), ids=UNPARSED)
@pytest.mark.parametrize("provider", ["vllm", "vllm-no-parser", "generic"])
def test_a_call_that_no_parser_took_out_is_a_call(
    ask: Ask, backend: ScriptedBackend, provider: str, content: str, thinking: str, text: str
) -> None:
    backend.default(vllm_chat(content, chunk=3))
    deltas = ask(ASKED, provider)
    assert heard(deltas) == (thinking, text)
    assert [(c.name, c.arguments) for d in deltas for c in d.tool_calls] == [("look", '{"at": "a.py"}')]
    assert [d.finish for d in deltas if d.finish] == [Finish.TOOL_CALLS]


def test_without_declared_tools_the_models_markup_is_text(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat(RAW_CALL, reasoning="why", chunk=5))
    assert heard(ask(HELLO)) == ("why", RAW_CALL)


def test_thinking_that_is_cut_off_after_it_spells_a_call_is_no_text(
    ask: Ask, backend: ScriptedBackend
) -> None:
    thought = f"Shall I {RAW_CALL[:19]}? {RAW_CALL} No, ra"
    backend.default(vllm_chat(thought, finish="length"))
    assert heard(ask(ASKED, "vllm-no-parser"))[1] == ""


ENDS = {
    "stop": Finish.STOP,
    "eos": Finish.STOP,
    "length": Finish.LENGTH,
    "tool_calls": Finish.TOOL_CALLS,
    "function_call": Finish.TOOL_CALLS,
    "content_filter": Finish.FILTERED,
    "abort": Finish.OTHER,
}


@pytest.mark.parametrize(("reason", "finish"), ENDS.items())
def test_an_end_is_told_whatever_its_name(
    ask: Ask, backend: ScriptedBackend, reason: str, finish: Finish
) -> None:
    backend.default(vllm_chat("x", reasoning="why", finish=reason))
    assert [d.finish for d in ask(HELLO) if d.finish] == [finish]


def test_it_always_streams_and_samples_as_the_family_wants(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("x"))
    ask(HELLO)
    assert backend.requests[0].json == {
        "model": "MiniMax-M2.1",
        "messages": [{"role": "system", "content": "be brief"}, {"role": "user", "content": "hello"}],
        "max_tokens": 100,
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 1.0,
        "top_p": 0.95,
        "top_k": 40,
        "priority": 0,
    }


def test_what_was_received_is_sent_back_as_it_came(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat(ANSWER, reasoning=THINKING))
    thinking, text = heard(ask(HELLO))
    ask(ChatPrompt((*HELLO.messages, Message(Role.ASSISTANT, text, thinking)), 100))
    sent = backend.requests[1].json["messages"][2]
    assert sent == {"role": "assistant", "content": ANSWER, "reasoning": THINKING}


def test_after_a_prefill_all_content_is_answer(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("(): pass", chunk=2))
    prompt = ChatPrompt(HELLO.messages, 100, think=False, prefill="def f")
    assert heard(ask(prompt, "vllm-no-parser")) == ("", "(): pass")
    assert heard(ask(replace(prompt, prefill=""), "vllm-no-parser")) == ("", "(): pass")
