"""Other suggestions beside the first, for a user who asks, so that there is something to choose from."""

import asyncio
from collections.abc import Callable, Iterator

from m2lsp.app.ghost.flight import Flight
from m2lsp.config import Config
from m2lsp.core.feature import Suggestion

HEAD_START_S = 0.03
"""How long after its first words the first call has the endpoint to itself.

By then the prompt is in a server's prefix cache, so that the others cost their own words only, and an
endpoint that fails is not asked three times.  An answer that is whole by then is given at once, alone.
"""

PATIENCE_S = 0.5
"""How long the first, once it is there, is held back for the others."""

PATIENCE_KNOWN_S = 2.0
"""The same where the user has it on the screen and asks for more."""


def wanted_of(config: Config) -> int:
    """How many suggestions a user is given to choose from; the embedded model serves one at a time."""
    from m2lsp.app.models import EMBEDDED

    endpoint = config.candidates("completion")[0].endpoint
    return 1 if endpoint.provider == EMBEDDED else min(config.completion.alternatives, endpoint.max_parallel)


class Alternatives:
    """Calls beside the first: ``most`` of them, each begun by ``begin``."""

    def __init__(self, begin: Callable[[], Flight], most: int) -> None:
        self._begin = begin
        self._most = most
        self._flights: list[Flight] = []
        self._timer: asyncio.TimerHandle | None = None
        self._late = False

    def soon(self) -> None:
        """Begin them after the head start, unless they are looked for by then."""
        if self._timer is None and not self._late:
            self._timer = asyncio.get_running_loop().call_later(HEAD_START_S, self.begin)

    def begin(self) -> None:
        """Begin them now."""
        self._flights = [self._begin() for _ in range(self._most)]

    async def found(self, patience_s: float) -> list[Suggestion]:
        """What they say within that time, in the order in which they were begun; the same text once."""
        self._stop()
        if self._flights:
            await asyncio.wait([flight.task for flight in self._flights], timeout=patience_s)
        return list({each.text: each for each in self._suggestions()}.values())

    def end(self) -> None:
        """End those that are still under way."""
        self._stop()
        for flight in self._flights:
            flight.abort()

    def _stop(self) -> None:
        self._late = True
        if self._timer:
            self._timer.cancel()

    def _suggestions(self) -> Iterator[Suggestion]:
        for flight in self._flights:
            task = flight.task
            if not task.done() or task.cancelled() or task.exception():
                continue
            if isinstance(found := task.result(), Suggestion):
                yield found
