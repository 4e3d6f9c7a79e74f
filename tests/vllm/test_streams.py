"""Ghost text's stream: what arrives, when the engine is let go, and what goes wrong in words."""

import pytest
from vllmserver import CONTEXT, MODEL, VLLM, Relay

from m2lsp.core.chat import ChatPrompt, Finish, Message, Role
from m2lsp.core.errors import BackendRefused, ContextOverflow

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

FIXTURE = "def add(a, b):\n    ˇ\n"
SAID = "total = a + b\n    return total\n"
LONG = "word " * (CONTEXT + 100)
ENDLESS = {"ignore_eos": True, "max_tokens": CONTEXT - 1000}


def test_ghost_text_streams_as_text_and_never_as_thinking(relay: Relay, prompted, ask) -> None:
    relay.add({"structured_outputs": {"choice": [SAID]}})
    deltas = ask(prompted(FIXTURE))
    pieces = [d.text for d in deltas if d.text]
    assert "".join(pieces) == SAID
    assert len(pieces) > 1
    assert not any(d.thinking or d.tool_calls for d in deltas)
    assert [d.finish for d in deltas if d.finish] == [Finish.STOP]
    assert {d.model for d in deltas if d.model} == {MODEL}


def test_the_tokens_are_counted(vllm: VLLM, relay: Relay, prompted, ask) -> None:
    relay.add({"structured_outputs": {"choice": [SAID]}, "return_token_ids": True})
    (usage,) = [d.usage for d in ask(prompted(FIXTURE)) if d.usage]
    assert usage.prompt == len(relay.exchanges[0].prompt_ids)
    assert usage.completion >= len(vllm.ids(SAID))


def test_a_limit_of_tokens_is_kept_and_told(relay: Relay, prompted, ask) -> None:
    relay.add({"ignore_eos": True})
    deltas = ask(prompted(FIXTURE, max_tokens=5))
    assert [d.usage.completion for d in deltas if d.usage] == [5]
    assert [d.finish for d in deltas if d.finish] == [Finish.LENGTH]


@pytest.mark.parametrize("kind", ["raw", "chat"])
def test_a_prompt_longer_than_the_context_says_so(prompted, ask, kind: str) -> None:
    chat = ChatPrompt((Message(Role.USER, LONG),), max_tokens=16)
    with pytest.raises(ContextOverflow, match="longer than the model's context"):
        ask(chat if kind == "chat" else prompted(LONG + "ˇ"))


@pytest.mark.parametrize("kind", ["raw", "chat"])
def test_an_answer_longer_than_the_context_is_asked_for_again_shorter(
    relay: Relay, prompted, ask, kind: str
) -> None:
    relay.add({"structured_outputs": {"choice": ["y = 2\n"]}})
    chat = ChatPrompt((Message(Role.USER, "x"),), max_tokens=CONTEXT + 1, think=False)
    deltas = ask(chat if kind == "chat" else prompted("ˇ", max_tokens=CONTEXT + 1))
    assert "".join(d.text for d in deltas) == "y = 2\n"
    first, second = (exchange.body["max_tokens"] for exchange in relay.exchanges)
    assert second < CONTEXT < first


def test_a_prompt_and_an_answer_that_fit_but_not_together_are_served(
    vllm: VLLM, relay: Relay, prompted, ask
) -> None:
    relay.add({"structured_outputs": {"choice": ["y = 2\n"]}})
    text, room = "word " * 6000, CONTEXT // 2
    assert room < len(vllm.ids(text)) < CONTEXT - 500
    assert "".join(d.text for d in ask(prompted(text + "ˇ", max_tokens=room))) == "y = 2\n"


def test_a_wrong_model_is_named(prompted, ask) -> None:
    with pytest.raises(BackendRefused, match=r"`?no-such-model`?.*endpoint\.model"):
        ask(prompted(FIXTURE), model="no-such-model")


def test_a_model_that_nobody_named_is_the_one_that_is_served(relay: Relay, prompted, ask) -> None:
    ask(prompted(FIXTURE, max_tokens=1), model="")
    assert [exchange.body["model"] for exchange in relay.exchanges] == [MODEL]
