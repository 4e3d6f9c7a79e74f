"""The time that a request may take, set once where it enters."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

from m2lsp.core.errors import BackendTooSlow


@dataclass(frozen=True, slots=True)
class Clock:
    """What is left of the time."""

    _scope: asyncio.Timeout

    @property
    def over(self) -> bool:
        """Whether nothing is left, so that the block is ended."""
        return self._scope.expired()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Time that does not count: the user is asked something."""
        now = asyncio.get_running_loop().time
        until = self._scope.when()
        left = None if until is None else until - now()
        self._scope.reschedule(None)
        try:
            yield
        finally:
            self._scope.reschedule(None if left is None else now() + left)


@asynccontextmanager
async def deadline(seconds: float, setting: str) -> AsyncIterator[Clock]:
    """End the block after ``seconds``, and the request to the model with it.

    Raises:
        BackendTooSlow: it took longer; the sentence names the setting.
    """
    try:
        async with asyncio.timeout(seconds) as scope:
            yield Clock(scope)
    except TimeoutError:
        if not scope.expired():
            raise
        raise BackendTooSlow(
            f"The model took longer than {seconds:g} s and was stopped. Raise {setting}, or ask for less."
        ) from None
