"""Every field that we send means something to vLLM, which ignores those that it does not know."""

import pytest
from vllmserver import MODEL, VLLM, Relay

from m2lsp.core.chat import ChatPrompt, Message, RawPrompt, Role, Schema, Tool, Way

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.USER, "x"),)
CHATS = {
    "thinking": ChatPrompt(ASK, 1, stop=("\n```",), cache_key="thread-1"),
    "not thinking": ChatPrompt(ASK, 1, think=False, stop=("\n```",), cache_key="thread-1"),
    "tools": ChatPrompt(ASK, 1, tools=(Tool("read", "Read.", {"type": "object", "properties": {}}),)),
    "a schema": ChatPrompt(ASK, 1, schema=Schema("yes", {"type": "boolean"})),
    "a prefill": ChatPrompt(ASK, 1, prefill="```\nx = ", stop=("\n```",), temperature=0.0),
}


def test_an_unknown_field_is_ignored_without_a_word(vllm: VLLM) -> None:
    """Why the others are tested; when this fails, they need not be any more."""
    status, _ = vllm.ask(
        "/v1/completions", {"model": MODEL, "prompt": "x", "max_tokens": 1, "no_such_field": {}}
    )
    assert status == 200


def unknown(vllm: VLLM, body: dict, schema: str) -> set[str]:
    return set(body) - vllm.known_fields(schema)


def unchecked(vllm: VLLM, path: str, body: dict) -> set[str]:
    """The fields whose values it does not look at."""
    whole = body | {"stream": False}
    whole.pop("stream_options")
    wrong = {name: vllm.ask(path, whole | {name: {"no": {}}})[0] for name in whole}
    return {name for name, status in wrong.items() if status < 400}


def test_raw_completions_know_every_field(vllm: VLLM, relay: Relay, prompted, ask) -> None:
    prompt = prompted("x = ˇ\n", max_tokens=1)
    assert isinstance(prompt, RawPrompt)
    ask(prompt)
    (exchange,) = relay.exchanges
    expected = {"top_k", "stop", "skip_special_tokens", "add_special_tokens", "priority"}
    assert expected <= set(exchange.body)
    assert unknown(vllm, exchange.body, "CompletionRequest") == set()
    assert unchecked(vllm, exchange.path, exchange.body) == set()


@pytest.mark.parametrize("prompt", CHATS.values(), ids=CHATS.keys())
def test_chat_knows_every_field(vllm: VLLM, relay: Relay, ask, prompt: ChatPrompt) -> None:
    ask(prompt)
    (exchange,) = relay.exchanges
    assert unknown(vllm, exchange.body, "ChatCompletionRequest") == set()
    assert unchecked(vllm, exchange.path, exchange.body) == set()


def test_between_them_the_chats_use_every_lever(relay: Relay, ask) -> None:
    for prompt in CHATS.values():
        ask(prompt)
    fields = {name for exchange in relay.exchanges for name in exchange.body}
    levers = {"thinking_token_budget", "continue_final_message", "add_generation_prompt"}
    assert levers | {"session_id", "top_k", "stop", "tools", "structured_outputs", "priority"} <= fields


def test_a_stop_ends_the_ghost_text_and_is_not_part_of_it(relay: Relay, prompted, ask) -> None:
    relay.add({"structured_outputs": {"choice": ["a + b\n```\nDone."]}})
    assert "".join(d.text for d in ask(prompted("x = ˇ\n"))) == "a + b"


def test_greedy_ghost_text_is_the_same_twice(prompted, ask) -> None:
    first, second = (ask(prompted("x = ˇ\n", Way.RAW_PREFILL, max_tokens=12)) for _ in range(2))
    assert "".join(d.text for d in first) == "".join(d.text for d in second)
