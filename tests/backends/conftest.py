"""A scripted endpoint, and one way to ask it through the real SDK."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing
from typing import Any

import pytest
from scripted import ScriptedBackend

from m2lsp.backends import connect
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import Delta, Prompt
from m2lsp.profiles import M2

Ask = Callable[..., list[Delta]]


@pytest.fixture
def backend() -> Iterator[ScriptedBackend]:
    with ScriptedBackend() as running:
        yield running


@pytest.fixture
def ask(backend: ScriptedBackend) -> Ask:
    """All deltas of one prompt, from the scripted endpoint as this provider."""

    def asked(prompt: Prompt, provider: str = "vllm", **settings: Any) -> list[Delta]:
        async def run() -> list[Delta]:
            given = {"base_url": backend.url, "profile": M2, "model": "MiniMax-M2.1", **settings}
            endpoint = connect(PROVIDERS[provider], **given)
            try:
                async with aclosing(endpoint.stream(prompt)) as deltas:
                    return [delta async for delta in deltas]
            finally:
                await endpoint.close()

        return asyncio.run(run())

    return asked
