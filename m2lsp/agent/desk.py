"""What a turn works with; the composition (``m2lsp.app``) lays it out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from m2lsp.checks import Checker
from m2lsp.core.thread import Turn
from m2lsp.index.rules import Rules
from m2lsp.profiles.model import Model


def _silent(_: str) -> None:
    """What nobody listens to."""


async def _nobody(_: str) -> str | None:
    """A client that can't be asked for a line of text."""
    return None


async def _forget(_: Turn) -> None:
    """A conversation that nobody keeps."""


@dataclass(frozen=True, slots=True)
class Desk:
    """``history`` is the thread so far; ``record`` keeps a finished turn; ``say`` shows progress in a few
    words; ``warn`` tells the user what to beware of, in a sentence; ``ask`` gets one line of text from the
    user, or ``None``.

    ``rules`` judge the files that the model's tools may read; without any, none is read.  ``max_rounds`` is
    how often the model is asked in one turn.  ``checker`` runs the project's own check, where that is
    allowed; what it finds goes back to the model ``check_rounds`` times at the most.
    """

    model: Model
    history: tuple[Turn, ...] = ()
    record: Callable[[Turn], Awaitable[None]] = _forget
    say: Callable[[str], None] = _silent
    warn: Callable[[str], None] = _silent
    ask: Callable[[str], Awaitable[str | None]] = _nobody
    rules: Rules | None = None
    max_rounds: int = 16
    mask_secrets: bool = True
    cache_key: str = ""
    checker: Checker | None = None
    check_rounds: int = 3
