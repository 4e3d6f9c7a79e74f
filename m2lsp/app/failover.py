"""Try the endpoints of the user's list in their order, each with the whole request.

A prompt is built for the way in which one model on one endpoint is asked, so another endpoint needs another
prompt: what is tried anew is the request, not the prompt.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from m2lsp.app.deadline import Clock
from m2lsp.app.lines import distance
from m2lsp.app.models import Purpose, provider_for
from m2lsp.app.services import Services
from m2lsp.backends import Endpoint
from m2lsp.config import Candidate
from m2lsp.core.chat import Way
from m2lsp.core.errors import (
    BackendError,
    BackendRefused,
    BackendTooSlow,
    ConfigError,
    ContextOverflow,
    Declined,
)
from m2lsp.profiles.model import Model

T = TypeVar("T")
Failure = BackendError | Declined

log = logging.getLogger(__name__)

AGAIN_S = 600.0
"""Seconds until a new outage of an endpoint is told in the same words: one that comes and goes would else be
told at every other key."""


async def answered(
    services: Services,
    purpose: Purpose,
    run: Callable[[Model], Awaitable[T]],
    *,
    invoked: bool = True,
    clock: Clock | None = None,
) -> T:
    """What ``run`` makes of the first model that answers; it must be able to begin anew.

    Where the user did not ask for it (``invoked``), endpoints that failed of late are left alone, and none
    stands in whose model can't be kept from thinking.  One that is not done when the ``clock``'s time is over
    failed.  What is too long for one is asked only of those with a longer context.

    Raises:
        BackendError: of the first endpoint, if none answers; or the request itself is at fault.
        ConfigError: the first endpoint's settings are wrong.
        Declined: the first can't be sent the text, or the day's tokens are spent, and none answers.
    """
    failed, too_short = None, 0
    for rank, candidate in enumerate(services.config.candidates(purpose)):
        model = await _model(services, purpose, rank, candidate)
        if not model or (rank and not _fit(model, too_short, invoked=invoked)):
            continue
        line = services.lines.line(candidate.endpoint, provider_for(candidate))
        try:
            with line.circuit.watch(invoked=invoked, late=partial(_late, model, clock)):
                answer = await run(model)
        except (BackendError, Declined) as error:
            failed = failed or error
            _look_at(services, model, error)
            too_short = max(too_short, _too_short(model, error))
        except ConfigError as error:  # the embedded model may not be here
            if not rank:
                raise
            services.tell(str(error))
        else:
            _tell(services, purpose, rank, model, failed)
            return answer
    raise failed or ConfigError("No endpoint is set.")


def _fit(model: Model, too_short: int, *, invoked: bool) -> bool:
    """Whether this model may stand in; ``too_short`` is a context, in tokens, that the prompt did not fit."""
    return model.context_tokens > too_short and (invoked or model.way is not Way.THINKING)


def _too_short(model: Model, error: Failure) -> int:
    """The context, in tokens, that was too short for the request; 0 if that was not the matter."""
    if not isinstance(error, ContextOverflow):
        return 0
    return min(error.limit_tokens or model.context_tokens, model.context_tokens)


def _look_at(services: Services, model: Model, error: Failure) -> None:
    """See whether another endpoint may do better.

    Raises:
        BackendError: the error, if the request itself is at fault.
    """
    log.info("%s did not answer: %s", model.backend.name, type(error).__name__)
    if isinstance(error, BackendRefused) and not error.transient:
        services.doubt(model)  # perhaps it does not know this way of asking, or not any more
    if isinstance(error, BackendError) and not (error.elsewhere or isinstance(error, ContextOverflow)):
        raise error


def _late(model: Model, clock: Clock | None) -> BackendTooSlow | None:
    if clock is None or not clock.over:
        return None
    return BackendTooSlow(
        f"{model.backend.name} did not answer in time. Is it busy? completion.deadline_s sets the limit."
    )


async def _model(services: Services, purpose: Purpose, rank: int, candidate: Candidate) -> Model | None:
    """The model there; ``None`` for one that may not or can't stand in, which is told once."""
    if not rank:
        return _as_learned(await services.model(purpose))
    try:
        if why := too_far(candidate, services.config.candidates(purpose)[0]):
            services.tell(why)
            return None
        return _as_learned(await services.model(purpose, rank))
    except ConfigError as error:
        services.tell(str(error))
        return None


def too_far(candidate: Candidate, first: Candidate) -> str:
    """Why nothing is sent there in place of the first endpoint; empty where it may be.

    Raises:
        ConfigError: one of them names no provider that there is.
    """
    far = distance(candidate.endpoint, provider_for(candidate))
    if candidate.allow_remote or far <= distance(first.endpoint, provider_for(first)):
        return ""
    return (
        f"{candidate.name} is further away than the endpoint that it is to stand in for, so nothing is sent "
        f"there. If it may be, set {candidate.name}.allow_remote to true."
    )


def _as_learned(model: Model) -> Model:
    """The model with the context that its server told, if that is less than the family's."""
    told = model.backend.context_tokens if isinstance(model.backend, Endpoint) else None
    return replace(model, context_tokens=min(told, model.context_tokens)) if told else model


def _tell(services: Services, purpose: Purpose, rank: int, model: Model, failed: Failure | None) -> None:
    """Say when another endpoint stands in, and when the first one answers again.

    What was wrong with one request says nothing about the next one, so that is told once.
    """
    stands_in = f"{failed} Meanwhile {model.backend.name} answers."
    if failed and not (isinstance(failed, BackendError) and failed.elsewhere):
        services.tell(stands_in)
        return
    before = services.standing.get(purpose, 0)
    services.standing[purpose] = rank
    if rank and not before:
        services.told.again(stands_in, AGAIN_S)
    elif before and not rank:
        services.told.again(f"{model.backend.name} answers again.", AGAIN_S)
