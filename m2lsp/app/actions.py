"""A code action from the choice to its outcome, conversation included."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256

from m2lsp import features
from m2lsp.agent import Desk
from m2lsp.app import checking
from m2lsp.app.deadline import Clock, deadline
from m2lsp.app.failover import answered
from m2lsp.app.services import Services
from m2lsp.checks import Checker
from m2lsp.core.feature import Outcome, Request
from m2lsp.core.thread import Turn
from m2lsp.profiles.model import Model
from m2lsp.threads import ThreadsUnavailable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class User:
    """Whoever chose the action: ``say`` shows them progress, ``warn`` tells them what to beware of, ``ask``
    gets one line of text from them.

    With ``remember``, earlier turns of the document's thread are sent and this one is kept.  With ``check``
    they trust the workspace this time, and want the edit checked by the project's own tools.
    """

    say: Callable[[str], None]
    ask: Callable[[str], Awaitable[str | None]]
    remember: bool = True
    warn: Callable[[str], None] = log.warning
    check: bool = False


async def perform(name: str, request: Request, services: Services, user: User) -> Outcome:
    """Run the action of that name.

    Raises:
        M2lspError: the settings, the rules or the endpoint forbid it; nothing was changed.
    """
    services.permit(request.document)
    action = features.load(name)
    with services.in_use():
        request = await services.permitted(request)
        if not (services.config.context.diagnostics or action.mends):
            request = replace(request, diagnostics=())
        async with (
            deadline(services.config.chat.deadline_s, "chat.deadline_s") as clock,
            _checker(request, services, user, clock) as checker,
        ):
            desk = await _desk(request, services, _once(_patient(user, clock)))

            async def run(model: Model) -> Outcome:
                fitting = replace(request, budget=model.fit(request.budget))
                return await action.run(fitting, replace(desk(model), checker=checker))

            return await answered(services, "chat", run)


@asynccontextmanager
async def _checker(
    request: Request, services: Services, user: User, clock: Clock
) -> AsyncIterator[Checker | None]:
    """The project's own check, where it may be run; its time is not the model's."""
    if user.check:
        checking.require(request, services)
    found = await asyncio.to_thread(
        checking.checker, request, services, clock.held, trusted=user.check
    )  # it looks for files
    if found is None:
        yield None
        return
    async with found:
        yield found


def _patient(user: User, clock: Clock) -> User:
    """The user, whose own time does not count as the model's."""

    async def ask(question: str) -> str | None:
        with clock.held():
            return await user.ask(question)

    return replace(user, ask=ask)


def _once(user: User) -> User:
    """The user, who is asked each question once, though another endpoint may have to begin anew."""
    answers: dict[str, str | None] = {}

    async def ask(question: str) -> str | None:
        if question not in answers:
            answers[question] = await user.ask(question)
        return answers[question]

    return replace(user, ask=ask)


async def _desk(request: Request, services: Services, user: User) -> Callable[[Model], Desk]:
    """The thread so far, and where the finished turn goes, for whichever model answers."""
    uri = request.document.uri
    keeps = user.remember and services.config.threads.enabled

    async def record(turn: Turn) -> None:
        if not keeps:
            return
        try:
            await asyncio.to_thread(services.store.append, uri, turn)
        except ThreadsUnavailable as error:  # what the model did is not thrown away for that
            log.warning("a turn was not kept: %s", error)
            user.say(str(error))

    history = await asyncio.to_thread(lambda: services.store.turns(uri)) if keeps else ()
    return partial(
        Desk,
        history=history,
        record=record,
        say=user.say,
        warn=user.warn,
        ask=user.ask,
        rules=services.rules if services.config.trust.read_files else None,
        max_rounds=services.config.chat.max_rounds,
        check_rounds=services.config.checks.rounds,
        mask_secrets=services.config.trust.mask_secrets,
        cache_key=sha256(uri.encode("utf-8", "surrogatepass")).hexdigest()[:16],
    )
