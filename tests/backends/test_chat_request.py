"""What a chat request says, by provider and family: the body, nothing sent."""

from typing import Any

import pytest

from m2lsp.backends.body import Served
from m2lsp.backends.chat import request
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Message, Priority, Role, Schema, ToolCall
from m2lsp.core.errors import Declined
from m2lsp.profiles import M2, M3, M3_1, QWEN_CODER, Profile

HELLO = ChatPrompt((Message(Role.SYSTEM, "be brief"), Message(Role.USER, "hello")), max_tokens=100)


def body(prompt: ChatPrompt, provider: str = "vllm", profile: Profile | None = M2) -> dict[str, Any]:
    return request(prompt, Served(PROVIDERS[provider], profile, "the-model"))


def test_minimax_is_asked_in_its_own_words() -> None:
    sent = body(ChatPrompt(HELLO.messages, 100, stop=("\n",), temperature=0), "minimax")
    assert sent["reasoning_split"] is True
    assert sent["max_completion_tokens"] == 100 and "max_tokens" not in sent
    assert 0 < sent["temperature"] <= 0.01
    assert "top_k" not in sent and "stop" not in sent


PAST = Message(Role.ASSISTANT, "Sure: `</think>`.\n", " why \n\n", (ToolCall("1", "read", '{"a": '),))
SILENT = Message(Role.ASSISTANT, "Sure.")
BACK = {
    "vllm": ({"reasoning": " why \n\n"}, {"reasoning": ""}),
    "llama.cpp": ({"reasoning_content": " why \n\n"}, {"reasoning_content": ""}),
    "minimax": (
        {"reasoning_details": [{"type": "reasoning.text", "text": " why \n\n"}]},
        {"reasoning_details": [{"type": "reasoning.text", "text": ""}]},
    ),
    "generic": ({"reasoning": " why \n\n"}, {"reasoning": ""}),
}


@pytest.mark.parametrize("provider", BACK)
def test_earlier_thinking_goes_back_byte_for_byte_in_the_endpoints_own_field(provider: str) -> None:
    result = Message(Role.TOOL, "42", tool_call_id="1")
    sent = body(ChatPrompt((*HELLO.messages, PAST, result, SILENT), 100), provider)["messages"]
    call = {"id": "1", "type": "function", "function": {"name": "read", "arguments": '{"a": '}}
    thought, silent = BACK[provider]
    assert sent[2:] == [
        {"role": "assistant", "content": PAST.content, "tool_calls": [call], **thought},
        {"role": "tool", "content": "42", "tool_call_id": "1"},
        {"role": "assistant", "content": "Sure.", **silent},
    ]


def test_no_thinking_costs_a_budget_of_nought_where_there_is_one() -> None:
    sent = body(ChatPrompt(HELLO.messages, 100, think=False, stop=("\n",)))
    assert (sent["thinking_token_budget"], sent["stop"]) == (0, ["\n"])


def test_each_endpoint_is_told_in_its_own_field_not_to_think() -> None:
    prompt = ChatPrompt(HELLO.messages, 100, think=False)
    assert body(prompt, "llama.cpp")["chat_template_kwargs"] == {"enable_thinking": False}
    assert body(prompt, "vllm", M3)["chat_template_kwargs"] == {"thinking_mode": "disabled"}
    assert body(prompt, "minimax", M3)["thinking"] == {"type": "disabled"}


def test_no_thinking_costs_nothing_with_a_family_that_does_not_think() -> None:
    sent = body(ChatPrompt(HELLO.messages, 100, think=False), "generic", QWEN_CODER)
    assert "thinking_token_budget" not in sent


def test_a_prefill_is_the_last_message_and_closes_the_thinking() -> None:
    sent = body(ChatPrompt(HELLO.messages, 100, think=False, prefill="def f", stop=("\n",)))
    assert sent["messages"][-1] == {"role": "assistant", "content": "def f", "reasoning": "Direct."}
    assert sent["continue_final_message"] is True and sent["add_generation_prompt"] is False
    assert sent["stop"] == ["\n"]


def test_a_family_whose_template_we_do_not_know_is_given_no_start() -> None:
    with pytest.raises(Declined, match="given start"):
        body(ChatPrompt(HELLO.messages, 9, think=False, prefill="x"), "vllm", M3)
    with pytest.raises(Declined, match="can't keep"):
        body(ChatPrompt(HELLO.messages, 9, think=False), "vllm", M3_1)


DECLINED = {
    "no lever against thinking": ("minimax", ChatPrompt(HELLO.messages, 9, think=False), "can't keep"),
    "no prefill": ("llama.cpp", ChatPrompt(HELLO.messages, 9, think=False, prefill="x"), "given start"),
    "a prefill with a tag": ("vllm", ChatPrompt(HELLO.messages, 9, think=False, prefill="<think>"), "tags"),
}


@pytest.mark.parametrize(("provider", "prompt", "words"), DECLINED.values(), ids=DECLINED)
def test_what_an_endpoint_has_no_lever_for_is_declined(provider: str, prompt: ChatPrompt, words: str) -> None:
    with pytest.raises(Declined, match=words):
        body(prompt, provider)


def test_stop_strings_go_out_only_where_no_thinking_can_come() -> None:
    stops = ("a", "", "b", "c", "d", "e")
    assert "stop" not in body(ChatPrompt(HELLO.messages, 9, stop=stops))
    assert body(ChatPrompt(HELLO.messages, 9, think=False, stop=stops))["stop"] == ["a", "b", "c", "d"]


def test_a_schema_goes_out_in_the_form_that_the_endpoint_obeys() -> None:
    shape = {"type": "object", "properties": {"b": {}, "a": {}}}
    prompt = ChatPrompt(HELLO.messages, 9, schema=Schema("names", shape))
    assert body(prompt)["structured_outputs"] == {"json": shape}
    assert body(prompt, "sglang")["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "names", "schema": shape, "strict": True},
    }
    assert not {"structured_outputs", "response_format"} & set(body(prompt, "minimax"))


def test_a_priority_goes_out_where_it_is_taken() -> None:
    prompt = ChatPrompt(HELLO.messages, 9, priority=Priority.GHOST)
    assert body(prompt)["priority"] == -10
    assert "priority" not in body(prompt, "sglang")


def test_no_request_hides_the_thinking_as_that_can_hide_the_answer_too() -> None:
    assert not [p for p in PROVIDERS if "include_reasoning" in body(HELLO, p)]


def test_a_threads_key_goes_where_the_endpoint_takes_one() -> None:
    prompt = ChatPrompt(HELLO.messages, 9, cache_key="thread-1", extra={"tools": []})
    assert (body(prompt)["session_id"], body(prompt)["tools"]) == ("thread-1", [])
    assert "thread-1" not in body(prompt, "minimax").values()
