"""Asking again: only where it is safe and may help, seldom, and never for long."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest
from scripted import (
    CHAT,
    Cut,
    Script,
    ScriptedBackend,
    bare,
    event,
    json_reply,
    openai_error,
    stream,
    vllm_chat,
)

from m2lsp.backends import connect
from m2lsp.backends.guards import Guards
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.retry import Patience
from m2lsp.core.chat import ChatPrompt, Delta, Message, Role
from m2lsp.core.errors import BackendError, BackendGarbled, BackendRefused, BackendUnreachable

Ask = Callable[..., list[Delta]]
HELLO = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)
AT_ONCE = Guards(Patience(first_s=0))
ROLE = event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}}]})
THOUGHT = event({"choices": [{"index": 0, "delta": {"reasoning": "hm"}}]})
HALF = event({"choices": [{"index": 0, "delta": {"content": "half"}}]})
BUSY = event({"error": {"message": "overloaded", "code": 503}})
RATE = {"choices": None, "base_resp": {"status_code": 1002, "status_msg": "rate limit"}}


def later(seconds: str, status: int = 429) -> Script:
    script = openai_error(status, "slow down")
    return replace(script, headers=(*script.headers, ("Retry-After", seconds)))


# What comes first, and how many requests there are until the answer, or the fault, is there.
TRIED: dict[str, tuple[Script, bool]] = {
    "502": (openai_error(502), True),
    "503": (openai_error(503), True),
    "504": (openai_error(504), True),
    "429": (openai_error(429), True),
    "429, after 0 s": (later("0"), True),
    "MiniMax, rate": (json_reply(CHAT, RATE), True),
    "dropped before the answer": (bare(b""), True),
    "dropped behind the headers": (Script(CHAT, (Cut(),)), True),
    "dropped behind an empty delta": (Script(CHAT, (ROLE, Cut())), True),
    "an event of overload": (stream(CHAT, [ROLE, BUSY]), True),
    "400": (openai_error(400), False),
    "401": (openai_error(401), False),
    "404": (openai_error(404), False),
    "500": (openai_error(500), False),
    "429, after an hour": (later("3600"), False),
    "dropped in the answer": (Script(CHAT, (THOUGHT, HALF, Cut())), False),
    "dropped in the thinking": (Script(CHAT, (THOUGHT, Cut())), False),
    "overload in the answer": (stream(CHAT, [THOUGHT, HALF, BUSY]), False),
}


@pytest.mark.parametrize(("first", "again"), TRIED.values(), ids=TRIED)
def test_a_passing_fault_before_any_word_is_tried_again_and_no_other(
    ask: Ask, backend: ScriptedBackend, first: Script, again: bool
) -> None:
    backend.queue(replace(first, path=CHAT), vllm_chat("whole"))
    if again:
        assert "".join(d.text for d in ask(HELLO, guards=AT_ONCE)) == "whole"
    else:
        with pytest.raises(BackendError):
            ask(HELLO, guards=AT_ONCE)
    assert len(backend.requests) == 1 + again


def test_after_two_more_tries_the_fault_is_told(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(openai_error(503, "busy"))
    with pytest.raises(BackendUnreachable, match="busy"):
        ask(HELLO, guards=AT_ONCE)
    assert len(backend.requests) == 3


def test_a_refused_connection_is_not_tried_again_by_itself() -> None:
    error = BackendUnreachable("No connection to x.")
    assert Patience().wait_s(error, 0) is None


def test_waits_grow_and_keep_to_the_endpoints_wish_and_to_the_limit() -> None:
    patience, busy = Patience(tries=9, longest_s=4, first_s=1), BackendUnreachable("busy", transient=True)
    waits = [patience.wait_s(busy, tried) for tried in range(2)]
    assert 0.5 <= (waits[0] or 0) <= 1.5 and 1 <= (waits[1] or 0) <= 3
    assert patience.wait_s(busy, 4) is None
    asked = BackendRefused("slow down", transient=True, after_s=3)
    assert 3 <= (patience.wait_s(asked, 0) or 0) <= 4
    assert patience.wait_s(BackendRefused("slow down", transient=True, after_s=9), 0) is None


def test_a_dropped_connection_is_tried_again_at_once_and_then_not_so_fast() -> None:
    patience, dropped = Patience(first_s=1), BackendGarbled("broke off", transient=True)
    assert patience.wait_s(dropped, 0) == 0
    assert patience.wait_s(dropped, 1)


def test_cancelling_ends_the_waiting_and_nothing_more_is_sent(backend: ScriptedBackend) -> None:
    backend.default(later("3600"))

    async def cancel() -> None:
        guards = Guards(Patience(longest_s=7200))
        endpoint = connect(PROVIDERS["vllm"], base_url=backend.url, model="m", guards=guards)

        async def whole() -> list[Delta]:
            async with aclosing(endpoint.stream(HELLO)) as deltas:
                return [d async for d in deltas]

        task = asyncio.create_task(whole())
        await asyncio.to_thread(backend.wait_for_end, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await endpoint.close()

    asyncio.run(cancel())
    assert len(backend.requests) == 1
