"""Count the tokens that a request cost, whatever becomes of it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from m2lsp.backends.window import said
from m2lsp.core.chat import Delta, Prompt, Usage
from m2lsp.core.errors import BackendError


class Meter(Protocol):
    """Who keeps count.  Both may use the disk, so they are called in threads, perhaps several at once."""

    def check(self) -> None:
        """Raise ``Declined`` if nothing more may be spent."""

    def add(self, tokens: int) -> None:
        """Count so many tokens as spent."""


@dataclass(slots=True)
class _Heard:
    characters: list[str]
    usage: Usage | None = None

    def add(self, delta: Delta) -> None:
        self.characters += [delta.thinking, delta.text, *(c.arguments for c in delta.tool_calls)]
        self.usage = delta.usage or self.usage


async def metered(
    deltas: AsyncGenerator[Delta, None], prompt: Prompt, tokens: Callable[[str], int], meter: Meter
) -> AsyncGenerator[Delta, None]:
    """The same deltas, and at their end, or where it is closed early, their cost.

    That is what the endpoint counted, else an estimate by ``tokens``: ghost text hangs up before the count
    comes, and some count nothing in a stream.  A request that failed before a word came cost nothing.

    Raises:
        Declined: the meter says that nothing more may be spent.
        BackendError: from the deltas.
    """
    await asyncio.to_thread(meter.check)
    heard, failed = _Heard([]), False
    try:
        async with aclosing(deltas) as stream:
            async for delta in stream:
                heard.add(delta)
                yield delta
    except BackendError:
        failed = True
        raise
    finally:
        await asyncio.to_thread(meter.add, _cost(heard, prompt, tokens, failed=failed))


def _cost(heard: _Heard, prompt: Prompt, tokens: Callable[[str], int], *, failed: bool) -> int:
    if heard.usage and (counted := heard.usage.prompt + heard.usage.completion):
        return counted
    answer = "".join(heard.characters)
    return 0 if failed and not answer else tokens(said(prompt)) + tokens(answer)
