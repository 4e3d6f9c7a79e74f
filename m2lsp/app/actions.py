"""A code action from the choice to its outcome, conversation included."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from hashlib import sha256

from m2lsp import features
from m2lsp.agent import Desk
from m2lsp.app.deadline import deadline
from m2lsp.app.services import Services
from m2lsp.core.feature import Outcome, Request
from m2lsp.core.thread import Turn


@dataclass(frozen=True, slots=True)
class User:
    """Whoever chose the action: ``say`` shows them progress, ``ask`` gets one line of text from them.

    With ``remember``, earlier turns of the document's thread are sent and this one is kept.
    """

    say: Callable[[str], None]
    ask: Callable[[str], Awaitable[str | None]]
    remember: bool = True


async def perform(name: str, request: Request, services: Services, user: User) -> Outcome:
    """Run the action of that name.

    Raises:
        M2lspError: the settings, the rules or the endpoint forbid it; nothing was changed.
    """
    services.permit(request.document)
    with services.in_use():
        desk = await _desk(request, services, user)
        async with deadline(services.config.chat.deadline_s, "chat.deadline_s"):
            fitting = replace(request, budget=desk.model.fit(request.budget))
            return await features.load(name).run(fitting, desk)


async def _desk(request: Request, services: Services, user: User) -> Desk:
    """The model, the thread so far, and where the finished turn goes."""
    uri = request.document.uri
    keeps = user.remember and services.config.threads.enabled

    async def record(turn: Turn) -> None:
        if keeps:
            await asyncio.to_thread(services.store.append, uri, turn)

    history = await asyncio.to_thread(lambda: services.store.turns(uri)) if keeps else ()
    return Desk(
        model=await services.model("chat"),
        history=history,
        record=record,
        say=user.say,
        ask=user.ask,
        mask_secrets=services.config.trust.mask_secrets,
        cache_key=sha256(uri.encode()).hexdigest()[:16],
    )
