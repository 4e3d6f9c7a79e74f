"""What is configured, probed live: one finding after the other, each fine, a note, or with what to do.

A file is a group of questions; ``endpoint`` asks them in their order, each within a time limit.
"""

from collections.abc import AsyncGenerator, Callable

from m2lsp.app.doctor import counted, machine
from m2lsp.app.doctor.endpoint import parts, questions
from m2lsp.app.doctor.finding import Finding, Verdict
from m2lsp.app.services import Services

__all__ = ["Finding", "Verdict", "examine"]


def _silent(_: str) -> None:
    """Where nobody waits for a sign of life."""


async def examine(services: Services, say: Callable[[str], None] = _silent) -> AsyncGenerator[Finding, None]:
    """Everything, most basic first; ``say`` is told what is being asked now."""
    for look in (
        machine.versions,
        machine.grammars,
        machine.log,
        machine.threads,
        machine.index,
        counted.lately,
    ):
        yield look(services)
    for part in parts(services):
        async for finding in questions(part, say):
            yield finding
