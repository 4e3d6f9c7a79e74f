"""Ask once more where that is safe and may help: nothing was said yet, and the fault is a passing one.

An answer that had begun is never asked for again: half of it may be shown already.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from random import uniform

from m2lsp.core.chat import Delta
from m2lsp.core.errors import BackendError, BackendGarbled


@dataclass(frozen=True, slots=True)
class Patience:
    """``tries`` after the first; ``longest_s`` is the longest single wait, ``first_s`` about the shortest.

    Where the endpoint asks for a longer wait than that, the fault is told at once.
    """

    tries: int = 2
    longest_s: float = 2.0
    first_s: float = 0.25

    def wait_s(self, error: BackendError, tried: int) -> float | None:
        """Seconds to wait before the next try, after ``tried`` earlier ones; ``None`` for no next try.

        Some chance is in it, so that many clients of a server that comes back don't come all at once.
        """
        if not error.transient or tried >= self.tries:
            return None
        if isinstance(error, BackendGarbled) and not tried:
            return 0.0  # a connection that was closed while idle, as a rule: the next one is fresh
        if error.after_s is None:
            wait = self.first_s * 2**tried * uniform(0.5, 1.5)  # noqa: S311 (no secret)
        else:
            wait = error.after_s + uniform(0, self.first_s)  # noqa: S311 (no secret)
        return wait if wait <= self.longest_s + self.first_s else None


PATIENCE = Patience()


async def retried(
    ask: Callable[[], AsyncGenerator[Delta, None]], patience: Patience
) -> AsyncGenerator[Delta, None]:
    """What ``ask`` yields, begun anew after a passing fault.  Closing it ends the waiting at once.

    Raises:
        BackendError: the last one.
    """
    tried, wait = 0, 0.0
    while True:
        said = False
        try:
            async with aclosing(ask()) as deltas:
                async for delta in deltas:
                    said = said or bool(delta.text or delta.thinking or delta.tool_calls)
                    yield delta
            return
        except BackendError as error:
            again = None if said else patience.wait_s(error, tried)
            if again is None:
                raise
            tried, wait = tried + 1, again
        await asyncio.sleep(wait)
