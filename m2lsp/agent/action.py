"""What a code action is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from m2lsp.agent.desk import Desk
from m2lsp.core.feature import Outcome, Request

TITLE_LENGTH = 60  # characters of a message or an instruction that a menu line shows


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the editor's menu.  ``request`` is narrowed to what the line is about."""

    title: str
    request: Request


@dataclass(frozen=True, slots=True)
class CodeAction:
    """``offers`` is cheap, reads syntax only and never calls a model: it runs on every cursor move.

    ``run`` does the work once the user chose, and returns an outcome; it raises ``BackendError`` only.
    ``edits`` says whether it proposes a change (else it answers in words), ``mends`` whether diagnostics
    are what it is about.
    """

    name: str
    summary: str
    offers: Callable[[Request], tuple[Offer, ...]]
    run: Callable[[Request, Desk], Awaitable[Outcome]]
    edits: bool = True
    mends: bool = False


def shortened(text: str) -> str:
    """The first line of a text, cut to what a menu line shows."""
    line = text.strip().split("\n", 1)[0].rstrip()
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"
