"""A cap on the calls under way at one endpoint, and who goes first where they have to wait.

A server's own ``priority`` orders its queue only: what runs there is not interrupted
(m2-wire-measured, section 5), so work that nobody waits for has to be held back here.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count

from m2lsp.core.chat import Priority
from m2lsp.core.stages import stage


@dataclass(slots=True, eq=False)
class _Ticket:
    rank: tuple[int, int]
    priority: Priority
    admitted: asyncio.Future[None]


@dataclass(slots=True)
class Gate:
    """``places`` calls at once.  With two or more, the last one is for ghost text alone.

    Of those that wait, ghost text goes first, the newest before older ones, then actions, then background
    work in the order in which they came.  Background work inside holds nobody else off: its questions are
    short, and one call more for a while is a lesser evil than ghost text that waits for them.
    """

    places: int
    _inside: list[_Ticket] = field(default_factory=list)
    _waiting: list[_Ticket] = field(default_factory=list)
    _count: Iterator[int] = field(default_factory=count)

    @asynccontextmanager
    async def place(self, priority: Priority) -> AsyncIterator[None]:
        """Hold a place for as long as the block takes; waits for one, and stops waiting when cancelled."""
        order = next(self._count)
        rank = (int(priority), -order if priority is Priority.GHOST else order)
        ticket = _Ticket(rank, priority, asyncio.get_running_loop().create_future())
        self._waiting.append(ticket)
        self._admit()
        try:
            with stage("queue"):
                await ticket.admitted
            yield
        finally:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
            else:
                self._inside.remove(ticket)
                self._admit()

    @property
    def waiting(self) -> int:
        """How many calls wait for a place."""
        return len(self._waiting)

    def _admit(self) -> None:
        for ticket in sorted(self._waiting, key=lambda t: t.rank):
            if self._fits(ticket.priority):
                self._waiting.remove(ticket)
                self._inside.append(ticket)
                if not ticket.admitted.done():
                    ticket.admitted.set_result(None)

    def _fits(self, priority: Priority) -> bool:
        inside = [t.priority for t in self._inside]
        if priority is Priority.BACKGROUND:
            return len(inside) < max(1, self.places - 1)
        wanted = [p for p in inside if p is not Priority.BACKGROUND]
        if priority is Priority.GHOST:
            return len(wanted) < self.places
        return len(wanted) < self.places and wanted.count(Priority.ACTION) < max(1, self.places - 1)
