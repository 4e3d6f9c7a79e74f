"""Which of two requests for the same place goes on, and what becomes of the other."""

import asyncio
from collections.abc import Sequence

import pytest

from m2lsp.lsp.session import Session, Superseded


async def request(session: Session, method: str, work: asyncio.Event) -> str:
    try:
        with session.newest(method, "file:///a.py"):
            try:
                await work.wait()
            finally:
                await asyncio.sleep(0)  # as long as it takes to close a connection
    except Superseded:
        return "superseded"
    return "done"


async def outcome(steps: Sequence[str], methods: tuple[str, str]) -> list[str]:
    """What becomes of an older and a newer request when the steps come in one burst."""
    session, work = Session({}), asyncio.Event()
    older = asyncio.create_task(request(session, methods[0], work))
    await asyncio.sleep(0)
    for step in steps:
        if step == "newer":
            newer = asyncio.create_task(request(session, methods[1], work))
        elif step == "turn":
            await asyncio.sleep(0)
        else:
            older.cancel()
    await asyncio.sleep(0)
    work.set()
    ended = await asyncio.gather(older, newer, return_exceptions=True)
    await session.close()
    return ["cancelled" if isinstance(end, asyncio.CancelledError) else str(end) for end in ended]


SAME = ("textDocument/inlineCompletion",) * 2

BURSTS = {
    "a newer request alone": (["newer"], SAME, ["superseded", "done"]),
    "cancelled, then replaced": (["cancel", "newer"], SAME, ["cancelled", "done"]),
    "replaced, then cancelled": (["newer", "cancel"], SAME, ["cancelled", "done"]),
    "replaced, begun, then cancelled": (["newer", "turn", "cancel"], SAME, ["cancelled", "done"]),
    "another method": (["newer"], (SAME[0], "textDocument/completion"), ["done", "done"]),
}


@pytest.mark.parametrize(("steps", "methods", "ended"), BURSTS.values(), ids=BURSTS.keys())
def test_a_replaced_request_ends_and_a_cancelled_one_is_told_so(
    steps: list[str], methods: tuple[str, str], ended: list[str]
) -> None:
    assert asyncio.run(outcome(steps, methods)) == ended
