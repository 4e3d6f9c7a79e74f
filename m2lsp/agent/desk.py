"""What a turn works with; the composition (``m2lsp.app``) lays it out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from m2lsp.core.thread import Turn
from m2lsp.profiles.model import Model


def _silent(_: str) -> None:
    """Progress that nobody watches."""


async def _nobody(_: str) -> str | None:
    """A client that can't be asked for a line of text."""
    return None


async def _forget(_: Turn) -> None:
    """A conversation that nobody keeps."""


@dataclass(frozen=True, slots=True)
class Desk:
    """``history`` is the thread so far; ``record`` keeps a finished turn; ``say`` shows progress in a few
    words; ``ask`` gets one line of text from the user, or ``None``.
    """

    model: Model
    history: tuple[Turn, ...] = ()
    record: Callable[[Turn], Awaitable[None]] = _forget
    say: Callable[[str], None] = _silent
    ask: Callable[[str], Awaitable[str | None]] = _nobody
    mask_secrets: bool = True
    cache_key: str = ""
