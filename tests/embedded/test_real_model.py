"""The real engine with the real weights of 0.5B (``make test-embedded``)."""

import asyncio
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from dataclasses import replace

import pytest

from m2lsp import profiles
from m2lsp.backends.embedded import EmbeddedBackend
from m2lsp.backends.embedded import child as children
from m2lsp.backends.embedded.server_main import STUCK, busy
from m2lsp.backends.embedded.weights import DEFAULT
from m2lsp.core.chat import ChatPrompt, Finish, Message, Prompt, RawPrompt, Reply, Role
from m2lsp.core.errors import BackendUnreachable, ContextOverflow

pytestmark = pytest.mark.embedded

# About 3,000 tokens: tens of seconds of work on two cores.
LONG = "".join(f"def area_{n}(width, height):\n    return width * height + {n}\n\n\n" for n in range(130))


def fill(before: str, after: str, max_tokens: int = 48) -> RawPrompt:
    fim = profiles.QWEN_CODER.fim
    pieces = (fim.prefix, before, fim.suffix, after, fim.middle)
    return RawPrompt(pieces, max_tokens, temperature=0.0)


ADD = fill("def add(a, b):\n    return ", "\n\n\nprint(add(1, 2))\n")
HELLO = ChatPrompt((Message(Role.USER, "Say hello."),), max_tokens=16, think=False, temperature=0.0)


@asynccontextmanager
async def embedded() -> AsyncIterator[EmbeddedBackend]:
    backend = EmbeddedBackend()
    try:
        yield backend
    finally:
        await backend.close()


async def ask(backend: EmbeddedBackend, prompt: Prompt) -> Reply:
    text, finish, model = "", None, ""
    async with aclosing(backend.stream(prompt)) as deltas:
        async for delta in deltas:
            text += delta.text
            finish, model = delta.finish or finish, delta.model or model
    return Reply(Message(Role.ASSISTANT, text), finish, model=model)


async def leave_early(backend: EmbeddedBackend, prompt: Prompt) -> None:
    """Close the stream at the first thing that comes."""
    async with aclosing(backend.stream(prompt)) as deltas:
        async for _ in deltas:
            break


def run(test: Callable[[EmbeddedBackend], Awaitable[None]]) -> None:
    """Run what is given with a backend of its own."""

    async def body() -> None:
        async with embedded() as backend:
            await test(backend)

    asyncio.run(body())


def test_the_middle_of_a_function_is_filled_in_and_ends():
    async def body(backend: EmbeddedBackend) -> None:
        reply = await ask(backend, ADD)
        assert reply.message.content.startswith("a + b\n")
        assert not any(marker in reply.message.content for marker in profiles.QWEN_CODER.markers)
        assert reply.finish is Finish.STOP
        assert reply.model == "qwen2.5-coder-0.5b"

    run(body)


def test_chat_is_answered_without_thinking():
    async def body(backend: EmbeddedBackend) -> None:
        reply = await ask(backend, HELLO)
        assert "hello" in reply.message.content.lower()
        assert reply.message.reasoning == ""

    run(body)


def test_requests_at_once_are_answered_one_after_the_other():
    async def body(backend: EmbeddedBackend) -> None:
        replies = await asyncio.gather(ask(backend, ADD), ask(backend, HELLO), ask(backend, ADD))
        assert replies[0].message.content == replies[2].message.content
        assert "hello" in replies[1].message.content.lower()

    run(body)


def test_a_prompt_that_is_too_long_is_said_and_hurts_nobody():
    async def body(backend: EmbeddedBackend) -> None:
        with pytest.raises(ContextOverflow):
            await ask(backend, fill(LONG * 2, "\n"))
        assert (await ask(backend, ADD)).message.content.startswith("a + b")

    run(body)


def test_after_a_stream_is_left_the_next_request_is_answered():
    async def body(backend: EmbeddedBackend) -> None:
        await leave_early(backend, fill(LONG[:600], "\n", max_tokens=2000))
        assert (await ask(backend, ADD)).message.content.startswith("a + b")

    run(body)


@pytest.mark.parametrize("seconds", [0, 0.05, 0.5, 1.5])
def test_after_a_cancel_while_the_prompt_is_read_the_next_request_is_answered(seconds):
    """Whether the work stopped within the second or the child had to be replaced."""

    async def body(backend: EmbeddedBackend) -> None:
        await ask(backend, ADD)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(seconds):
                await ask(backend, fill(LONG, "\n"))
        assert (await ask(backend, ADD)).message.content.startswith("a + b")

    run(body)


def test_a_cancel_while_the_model_loads_does_not_start_it_anew():
    async def body(backend: EmbeddedBackend) -> None:
        asking = asyncio.create_task(ask(backend, ADD))
        while backend.pid is None:
            await asyncio.sleep(0)
        first = backend.pid
        asking.cancel()
        assert (await ask(backend, ADD)).message.content.startswith("a + b")
        assert backend.pid == first

    run(body)


def test_a_child_that_was_killed_is_replaced():
    async def body(backend: EmbeddedBackend) -> None:
        await ask(backend, ADD)
        first = backend.pid
        with pytest.raises(BackendUnreachable, match=r"process ended\. Ask again"):
            async with aclosing(backend.stream(fill(LONG[:600], "\n", max_tokens=2000))) as deltas:
                async for _ in deltas:
                    os.kill(first, signal.SIGTERM)
        assert (await ask(backend, ADD)).message.content.startswith("a + b")
        assert backend.pid != first

    run(body)


def test_a_request_that_does_not_stop_costs_the_child_its_life():
    """Without progress reports the engine notices no cancel while it reads a prompt (seen each time)."""

    async def body() -> None:
        child = await children.start(DEFAULT)
        try:
            ready = await child.ready()
            prompt = {"prompt": LONG, "stream": True, "return_progress": False, "max_tokens": 1}
            connection = post(ready, prompt)
            await slot_is_taken(ready)
            connection.close()
            child.leave()
            assert not await child.settled()
            assert await child.process.wait() == STUCK
        finally:
            await child.close()

    asyncio.run(body())


def test_an_idle_child_settles_and_lives():
    async def body() -> None:
        child = await children.start(DEFAULT)
        try:
            assert await child.ready() is not None
            child.leave()
            child.leave()
            assert await child.settled()
        finally:
            await child.close()

    asyncio.run(body())


def test_without_the_key_the_child_answers_nobody():
    async def body() -> None:
        child = await children.start(DEFAULT)
        try:
            ready = await child.ready()
            connection = post(replace(ready, key="guessed"), {"prompt": "x", "max_tokens": 1})
            assert connection.getresponse().status == 401
            connection.close()
        finally:
            await child.close()

    asyncio.run(body())


PARENT = """
import asyncio, sys
from m2lsp.backends.embedded.child import start
from m2lsp.backends.embedded.server_main import STUCK, busy
from m2lsp.backends.embedded.weights import DEFAULT

async def main():
    child = await start(DEFAULT)
    ready = await child.ready()
    print(ready.address, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_a_child_whose_parent_is_killed_ends():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True) as parent:
        host, port = parent.stdout.readline().removeprefix("http://").split(":")
        parent.kill()
        while listens(host, int(port)):
            pass  # a child that outlives its parent makes this test run out of its time


def listens(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port)).close()
    except ConnectionError:
        return False
    return True


def post(ready: children.Ready, body: dict[str, object]) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(ready.address.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {ready.key}", "Content-Type": "application/json"}
    connection.request("POST", "/v1/completions", json.dumps(body), headers)
    return connection


async def slot_is_taken(ready: children.Ready) -> None:
    """Ask until the request is being computed."""
    while not await asyncio.to_thread(busy, ready.address, ready.key, 10):
        pass
