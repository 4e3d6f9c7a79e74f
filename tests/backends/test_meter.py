"""What a request costs is counted, whatever becomes of it."""

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import pytest
from scripted import CHAT, Script, ScriptedBackend, minimax_chat, openai_error, vllm_chat, wait

from m2lsp.backends import connect
from m2lsp.backends.guards import Guards
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.retry import Patience
from m2lsp.core.chat import ChatPrompt, Message, Role
from m2lsp.core.errors import BackendError, Declined
from m2lsp.profiles import M2

PROMPT = ChatPrompt((Message(Role.USER, "x" * 330),), max_tokens=9)


@dataclass
class Counter:
    """A meter that only counts, or is used up."""

    used_up: bool = False
    counted: list[int] = field(default_factory=list)

    def check(self) -> None:
        if self.used_up:
            raise Declined("Enough.")

    def add(self, tokens: int) -> None:
        self.counted.append(tokens)


def spent(backend: ScriptedBackend, script: Script, *, stop: bool = False) -> list[int]:
    backend.default(script, path=CHAT)
    counter = Counter()

    async def ask() -> None:
        guards = Guards(Patience(tries=0), meter=counter)
        endpoint = connect(PROVIDERS["vllm"], base_url=backend.url, model="m", profile=M2, guards=guards)
        try:
            async with aclosing(endpoint.stream(PROMPT)) as deltas:
                async for delta in deltas:
                    if stop and delta.text:
                        break
        except BackendError:
            pass
        finally:
            await endpoint.close()

    asyncio.run(ask())
    return counter.counted


def test_the_endpoints_own_count_is_taken(backend: ScriptedBackend) -> None:
    assert spent(backend, vllm_chat("12345", reasoning="123")) == [108]


def test_without_a_count_prompt_and_answer_are_estimated(backend: ScriptedBackend) -> None:
    assert spent(backend, minimax_chat("y" * 33)) == [100 + 10]


def test_what_came_before_the_client_hung_up_is_estimated(backend: ScriptedBackend) -> None:
    assert spent(backend, vllm_chat("yyyy", reasoning="x", after=wait("never")), stop=True) == [100 + 2]


def test_a_refusal_costs_nothing(backend: ScriptedBackend) -> None:
    assert spent(backend, openai_error(500)) == [0]


def test_where_nothing_more_may_be_spent_nothing_is_sent(backend: ScriptedBackend) -> None:
    async def ask() -> None:
        guards = Guards(meter=Counter(used_up=True))
        endpoint = connect(PROVIDERS["vllm"], base_url=backend.url, model="m", guards=guards)
        async with aclosing(endpoint.stream(PROMPT)) as deltas:
            async for _ in deltas:
                pass

    with pytest.raises(Declined):
        asyncio.run(ask())
    assert backend.traffic == ()
