"""How answers end: to let a connection go on, or to close it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import openai

MOMENT_S = 0.02
"""So long the rest of an answer that was heard enough of may take to come.

A model that has said its line is mostly done: what is left is the end of the answer, and whoever takes that
keeps the connection.  To open another takes 0.3 ms on one machine, and two or three ways there and back over
TLS.  One that is not done has written two tokens more by then.
"""

AFTER_S = 0.001
"""What was heard is used first."""


class Endings:
    """The answers that were left and whose connections are not closed yet."""

    def __init__(self) -> None:
        self._left: set[asyncio.Task[None]] = set()

    def leave(self, stream: "openai.AsyncStream[object]") -> None:
        """Nobody listens any more: close the connection, unless the answer ends in a moment."""
        task = asyncio.get_running_loop().create_task(_left(stream))
        self._left.add(task)
        task.add_done_callback(self._left.discard)

    async def close(self) -> None:
        """Close all at once."""
        for task in self._left:
            task.cancel()
        await asyncio.gather(*self._left, return_exceptions=True)


async def end(stream: "openai.AsyncStream[object]") -> None:
    """Close the connection; leaving the loop alone lets the endpoint go on (m2-wire-measured, section 4).

    The SDK's stream and its generator hold each other.  Left to Python's collector, which runs in whatever
    thread, generators that the loop is closing would be closed a second time in their midst ("async generator
    already executing"); closed here, nothing is left to collect.
    """
    generator = stream._iterator
    if isinstance(generator, AsyncGenerator):
        await generator.aclose()
    await stream.close()


async def _left(stream: "openai.AsyncStream[object]") -> None:
    try:
        await asyncio.sleep(AFTER_S)
        with suppress(Exception):  # whatever comes, nobody asked for it
            async with asyncio.timeout(MOMENT_S):
                async for _ in stream:
                    pass
    finally:
        await end(stream)
