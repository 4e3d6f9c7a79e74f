"""The time that a request may take, set once where it enters."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from m2lsp.core.errors import BackendTooSlow


@asynccontextmanager
async def deadline(seconds: float, setting: str) -> AsyncIterator[None]:
    """End the block after ``seconds``, and the request to the model with it.

    Raises:
        BackendTooSlow: it took longer; the sentence names the setting.
    """
    try:
        async with asyncio.timeout(seconds) as scope:
            yield
    except TimeoutError:
        if not scope.expired():
            raise
        raise BackendTooSlow(
            f"The model took longer than {seconds:g} s and was stopped. Raise {setting}, or ask for less."
        ) from None
