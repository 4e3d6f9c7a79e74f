"""Who hangs up frees the engine: in the prefill, in mid-answer, in the queue; and who goes first there."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

import pytest
from vllmserver import CONTEXT, SLOTS, VLLM, Relay

from m2lsp.backends import Endpoint
from m2lsp.core.chat import ChatPrompt, Message, Priority, Prompt, Role

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

SHORT = "def add(a, b):\n    "
LONG = "word " * 6000  # more than a second's work before the first token
ENDLESS = {"ignore_eos": True, "max_tokens": CONTEXT - 1000}

Make = Callable[[str], Prompt]


@pytest.fixture(params=["raw", "chat"])
def make(request: pytest.FixtureRequest, prompted: Callable[..., Prompt]) -> Make:
    """A prompt of either kind about a text."""
    if request.param == "raw":
        return lambda text: prompted(f"{text}ˇ\n")
    return lambda text: ChatPrompt((Message(Role.USER, text),), max_tokens=64)


async def hear(asking: Endpoint, prompt: Prompt) -> None:
    """Each through a connection of its own: one endpoint would hold back itself what is too much."""
    async with aclosing(asking.stream(prompt)) as deltas:
        async for _ in deltas:
            pass
    await asking.close()


async def cancel(task: "asyncio.Task[None]") -> None:
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)


def test_closing_in_mid_answer_stops_the_generation(
    vllm: VLLM, relay: Relay, endpoint: Callable[..., Endpoint], make: Make
) -> None:
    relay.add(ENDLESS)
    before = vllm.gauge("generation_tokens_total")

    async def first_piece() -> str:
        asking = endpoint()
        async with aclosing(asking.stream(make(SHORT))) as deltas:
            said = await anext(d.text or d.thinking async for d in deltas if d.text or d.thinking)
        await asyncio.to_thread(vllm.wait_until_idle)
        await asking.close()
        return said

    assert asyncio.run(first_piece())
    generated = vllm.gauge("generation_tokens_total")
    assert generated - before < ENDLESS["max_tokens"]
    assert vllm.ask("/health")[0] == 200
    assert vllm.gauge("generation_tokens_total") == generated


def test_cancelling_in_the_prefill_generates_nothing(
    vllm: VLLM, relay: Relay, endpoint: Callable[..., Endpoint], make: Make
) -> None:
    relay.add({"cache_salt": f"prefill {type(make(SHORT)).__name__}"})
    counters = ("generation_tokens_total", "prompt_tokens_total")
    before = [vllm.gauge(name) for name in counters]

    async def scenario() -> None:
        asking = endpoint()
        task = asyncio.ensure_future(hear(asking, make(LONG)))
        await asyncio.to_thread(vllm.wait_until, running=1)
        await cancel(task)
        await asyncio.to_thread(vllm.wait_until_idle)
        await asking.close()

    asyncio.run(scenario())
    assert [vllm.gauge(name) for name in counters] == before


async def fill(vllm: VLLM, endpoint: Callable[..., Endpoint], prompt: Prompt) -> "list[asyncio.Task[None]]":
    """Requests that take up every slot of the engine."""
    running = [asyncio.ensure_future(hear(endpoint(), prompt)) for _ in range(SLOTS)]
    await asyncio.to_thread(vllm.wait_until, running=SLOTS)
    return running


def test_a_request_that_is_cancelled_in_the_queue_leaves_it(
    vllm: VLLM, relay: Relay, endpoint: Callable[..., Endpoint], make: Make
) -> None:
    relay.add(ENDLESS)

    async def scenario() -> None:
        running = await fill(vllm, endpoint, make(SHORT))
        queued = asyncio.ensure_future(hear(endpoint(), make(SHORT)))
        await asyncio.to_thread(vllm.wait_until, running=SLOTS, waiting=1)
        await cancel(queued)
        await asyncio.to_thread(vllm.wait_until, running=SLOTS, waiting=0)
        for task in running:
            await cancel(task)
        await asyncio.to_thread(vllm.wait_until_idle)

    asyncio.run(scenario())


def test_in_the_queue_ghost_text_goes_before_an_action_and_that_before_background_work(
    vllm: VLLM, relay: Relay, endpoint: Callable[..., Endpoint], prompted: Callable[..., Prompt]
) -> None:
    """By ``priority``, which a server without its scheduling policy takes and ignores."""
    relay.add(*[ENDLESS] * SLOTS, {})
    ended: list[str] = []

    async def asked(prompt: Prompt) -> None:
        await hear(endpoint(), prompt)
        ended.append(prompt.priority.name)

    async def scenario() -> None:
        running = await fill(vllm, endpoint, prompted(f"{SHORT}ˇ\n"))
        chat = ChatPrompt((Message(Role.USER, SHORT),), max_tokens=8)
        background = replace(chat, priority=Priority.BACKGROUND)
        queued = []
        for prompt in (background, chat, prompted(f"{SHORT}ˇ\n", max_tokens=8)):
            queued.append(asyncio.ensure_future(asked(prompt)))
            await asyncio.to_thread(vllm.wait_until, running=SLOTS, waiting=len(queued))
        await cancel(running.pop())
        await asyncio.gather(*queued)
        for task in running:
            await cancel(task)

    asyncio.run(scenario())
    assert ended == ["GHOST", "ACTION", "BACKGROUND"]
