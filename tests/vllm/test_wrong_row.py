"""A server that was started otherwise than its row says, before anything was found out about it."""

import asyncio

import pytest
from vllmserver import MODEL, THOUGHT, VLLM, Relay

from m2lsp.backends import connect
from m2lsp.backends.probe import Heard, hear
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Finish, Message, Role
from m2lsp.profiles import M2

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

ASK = (Message(Role.USER, "What is 6 times 7?"),)
started = pytest.mark.parametrize("row", ["vllm-no-parser", "vllm-append-think"], indirect=True)
taken_for = pytest.mark.parametrize("provider", ["vllm", "generic"])


def heard(relay: Relay, provider: str, prompt: ChatPrompt) -> Heard:
    async def asked() -> Heard:
        asking = connect(PROVIDERS[provider], base_url=relay.url, model=MODEL, profile=M2)
        try:
            return await hear(asking, prompt)
        finally:
            await asking.close()

    return asyncio.run(asked())


@started
@taken_for
def test_its_thinking_is_no_answer(server: VLLM, between: Relay, provider: str) -> None:
    between.add(server.says("\n\n42, not `<think>`.", thinking=12))
    answer = heard(between, provider, ChatPrompt(ASK, max_tokens=100))
    assert (answer.thinking, answer.text) == (THOUGHT * 12, "\n\n42, not `<think>`.")


@started
@taken_for
def test_its_thinking_that_takes_all_tokens_is_no_answer(server: VLLM, between: Relay, provider: str) -> None:
    between.add(server.says("42", thinking=80))
    answer = heard(between, provider, ChatPrompt(ASK, max_tokens=10))
    assert (len(answer.thinking), answer.text, answer.finish) == (10, "", Finish.LENGTH)
