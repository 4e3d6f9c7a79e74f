"""Who goes first where calls have to wait for each other."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from m2lsp.backends.gate import Gate
from m2lsp.core.chat import Priority

GHOST, ACTION, BACKGROUND = Priority.GHOST, Priority.ACTION, Priority.BACKGROUND


class Hall:
    """Calls that come to a gate, and the order in which they got in."""

    def __init__(self, places: int) -> None:
        self.gate = Gate(places)
        self.inside: list[str] = []
        self._leave: dict[str, asyncio.Event] = {}
        self._calls: dict[str, asyncio.Task[None]] = {}

    async def come(self, name: str, priority: Priority) -> None:
        async def call() -> None:
            async with self.gate.place(priority):
                self.inside.append(name)
                await self._leave[name].wait()

        self._leave[name] = asyncio.Event()
        self._calls[name] = asyncio.create_task(call())
        await settle()

    async def leave(self, name: str) -> None:
        self._leave[name].set()
        await self._calls[name]
        await settle()

    async def cancel(self, name: str) -> None:
        self._calls[name].cancel()
        with pytest.raises(asyncio.CancelledError):
            await self._calls[name]
        await settle()

    async def close(self) -> None:
        for task in self._calls.values():
            task.cancel()
        await asyncio.gather(*self._calls.values(), return_exceptions=True)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def played(places: int, *steps: tuple[str, ...]) -> list[str]:
    """Who got in, in order.  Steps: ("come", name, kind), ("leave", name), ("cancel", name)."""

    async def play() -> list[str]:
        async with AsyncExitStack() as stack:
            hall = Hall(places)
            stack.push_async_callback(hall.close)
            for what, name, *kind in steps:
                if what == "come":
                    await hall.come(name, Priority[kind[0].upper()])
                else:
                    await getattr(hall, what)(name)
            return list(hall.inside)

    return asyncio.run(play())


def test_no_more_calls_than_places_are_under_way() -> None:
    come = [("come", f"ghost {n}", "ghost") for n in range(3)]
    assert played(2, *come) == ["ghost 0", "ghost 1"]


def test_the_last_place_is_kept_for_ghost_text() -> None:
    steps = [("come", f"action {n}", "action") for n in range(3)]
    assert played(3, *steps, ("come", "ghost", "ghost")) == ["action 0", "action 1", "ghost"]


def test_a_single_place_serves_everybody_in_turn() -> None:
    assert played(1, ("come", "a", "action"), ("come", "g", "ghost"), ("leave", "a")) == ["a", "g"]


def test_ghost_text_goes_before_actions_and_those_before_background_work() -> None:
    steps = [("come", "first", "action")]
    steps += [("come", kind, kind) for kind in ("background", "action", "ghost")]
    leave = [("leave", name) for name in ("first", "ghost", "action")]
    assert played(1, *steps, *leave) == ["first", "ghost", "action", "background"]


def test_the_newest_ghost_text_goes_before_older_ones_and_actions_in_their_order() -> None:
    steps = [("come", "first", "ghost")]
    steps += [("come", name, "ghost") for name in ("old", "new")]
    assert played(1, *steps, ("leave", "first"), ("leave", "new")) == ["first", "new", "old"]
    steps = [("come", name, "action") for name in ("first", "second", "third")]
    assert played(1, *steps, ("leave", "first"), ("leave", "second")) == ["first", "second", "third"]


def test_who_is_cancelled_gives_the_place_or_the_waiting_up() -> None:
    come = [("come", name, "action") for name in ("inside", "waiting", "next")]
    assert played(1, *come, ("cancel", "waiting"), ("cancel", "inside")) == ["inside", "next"]


def test_background_work_inside_holds_nobody_else_off() -> None:
    probe = ("come", "probe", "background")
    assert played(1, probe, ("come", "ghost", "ghost")) == ["probe", "ghost"]
    assert played(1, probe, ("come", "action", "action")) == ["probe", "action"]
    assert played(1, probe, ("come", "a", "action"), ("come", "b", "action")) == ["probe", "a"]
    assert played(1, ("come", "a", "action"), probe) == ["a"]
