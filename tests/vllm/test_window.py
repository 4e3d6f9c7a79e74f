"""How vLLM words what is longer than its context, and what m2lsp makes of it."""

import asyncio
from contextlib import aclosing

import pytest
from vllmserver import CONTEXT, MODEL, VLLM

from m2lsp.backends import Endpoint, connect
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Marker, Message, Prompt, RawPrompt, Role
from m2lsp.core.errors import ContextOverflow
from m2lsp.profiles import M2

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

TOO_MANY = CONTEXT + 5000
SHORT: dict[str, Prompt] = {
    "chat": ChatPrompt((Message(Role.USER, "Hello."),), TOO_MANY),
    "raw": RawPrompt((Marker("]~b]"), "user\nHello."), TOO_MANY),
}
LONG: dict[str, Prompt] = {
    "chat": ChatPrompt((Message(Role.USER, "word " * TOO_MANY),), 10),
    "raw": RawPrompt((Marker("]~b]"), "word " * TOO_MANY), 10),
}


def asked(server: VLLM, prompt: Prompt) -> Endpoint:
    """The endpoint after the prompt was asked and its first word heard."""

    async def ask() -> Endpoint:
        endpoint = connect(PROVIDERS["vllm"], base_url=server.url, model=MODEL, profile=M2)
        try:
            async with aclosing(endpoint.stream(prompt)) as deltas:
                async for delta in deltas:
                    if delta.text or delta.thinking:
                        break
        finally:
            await endpoint.close()
        return endpoint

    return asyncio.run(ask())


@pytest.mark.parametrize("prompt", SHORT.values(), ids=SHORT)
def test_an_answer_longer_than_the_context_is_asked_for_shorter(vllm: VLLM, prompt: Prompt) -> None:
    assert asked(vllm, prompt).context_tokens == CONTEXT


@pytest.mark.parametrize("prompt", LONG.values(), ids=LONG)
def test_a_prompt_longer_than_the_context_is_told_with_the_context(vllm: VLLM, prompt: Prompt) -> None:
    with pytest.raises(ContextOverflow) as error:
        asked(vllm, prompt)
    assert error.value.limit_tokens == CONTEXT
