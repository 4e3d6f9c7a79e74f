"""Tasks that outlive the message that began them, each with an owner who ends it."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Background:
    """Owns tasks until they end; ``close`` ends what is left."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run ``work``; an error in it goes to the log and to nobody else.

        Once closed, nothing begins any more: a timer may still fire, and then there are no threads left.
        """
        if self._closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._own(task)

    async def within(self, seconds: float, work: Coroutine[Any, Any, T]) -> T | None:
        """What ``work`` gives within so many seconds, else ``None``; it goes on then, and nobody hears of it.

        It is cancelled if this is, while it waits.
        """
        task = asyncio.get_running_loop().create_task(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if done:
            return task.result()
        self._own(task)
        return None

    def _own(self, task: asyncio.Task[Any]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Cancel what still runs and wait for it."""
        await asyncio.sleep(0)  # what was started just now begins, so that it can tidy up after itself
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("background work failed: %s", type(error).__name__, exc_info=error)
