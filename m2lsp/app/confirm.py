"""Find out, once and in the background, how an endpoint can be asked for ghost text and how it answers.

The rows say what should work; a router without raw completions, or a server that was started with another
parser, does less.  So each way is tried in its order with a few tokens until one gives text without
thinking.  A refusal counts only if the endpoint then answers something else: a wrong key or a used-up quota
refuses everything, and says nothing about ways.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import replace

from m2lsp.app.canary import LOOK_TOKENS, chat_canary, ghost_canary, tool_canary
from m2lsp.app.manners import Manner, applied, as_rows_say, key
from m2lsp.app.models import Purpose, provider_for
from m2lsp.app.services import Services
from m2lsp.backends import Endpoint, probe
from m2lsp.backends.probe import Heard
from m2lsp.backends.providers import otherwise
from m2lsp.backends.providers.spec import UNKNOWN_SHAPE
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.backends.ways import levers, ways
from m2lsp.core.chat import Way
from m2lsp.core.errors import BackendError, BackendGarbled, BackendRefused, Declined, M2lspError
from m2lsp.profiles.model import Model
from m2lsp.profiles.spec import Lever
from m2lsp.prompt.ghost import OWN_RENDERING

log = logging.getLogger(__name__)

PATIENCE_S = 50.0
"""Seconds for all questions to one endpoint together.  Nobody waits for them."""

UNFIT = (BackendRefused, BackendGarbled, Declined)
"""What speaks against a way; anything else (no connection, too slow, asked to wait) says nothing about it."""


async def confirm(services: Services, purpose: Purpose, rank: int = 0) -> None:
    """See to it that the model at that place of the user's list is used as its endpoint can be used."""
    candidate = services.config.candidates(purpose)[rank]
    if not candidate.endpoint.probe:
        return
    try:
        if services.lines.line(candidate.endpoint, provider_for(candidate)).circuit.is_open:
            return
        with services.in_use():
            model = await services.model(purpose, rank)
            name = key(model)
            if name and services.manners.due(name):
                services.manners.asking(name)
                async with asyncio.timeout(PATIENCE_S):
                    await _confirm(services, purpose, as_rows_say(model), name)
    except (M2lspError, TimeoutError) as error:
        log.info("how to ask for %s was not found out: %s", purpose, type(error).__name__)


async def _confirm(services: Services, purpose: Purpose, model: Model, name: str) -> None:
    """Ask, unless what was found earlier still holds for the model that is served now."""
    endpoint = model.backend
    if not isinstance(endpoint, Endpoint):
        return
    served = await endpoint.served_model()
    known = await asyncio.to_thread(services.manners.known, name)
    if known and known.served == served and (known.way or purpose == "chat"):
        return
    found = await _reading(model, Manner(served, services.manners.now()))
    if purpose == "completion":
        found = await _way(applied(model, found), found)
        if found.way is None:
            return
    log.info("%s was asked how it answers: %s", endpoint.name, found)
    services.learn(name, found)
    await asyncio.to_thread(services.manners.keep, name, found)


async def _reading(model: Model, so_far: Manner) -> Manner:
    """With where the thinking is and whether tools may be declared, if that is not what the row says.

    Third parties' servers are asked only where nothing is known of them: each answer costs the user money,
    and they are all started alike, while a server of one's own may be started in many ways.
    """
    endpoint, tags = model.backend, model.profile.thinking
    if not isinstance(endpoint, Endpoint) or tags is None:
        return so_far
    row = endpoint.provider
    if not row.local and row.shape != UNKNOWN_SHAPE:
        return so_far
    plain = replace(endpoint, provider=replace(row, shape=probe.AS_IT_COMES))
    found = await probe.look(plain, chat_canary(LOOK_TOKENS), tags)
    started = otherwise(row, found.kind) if found else None
    read = replace(so_far, shape=found and _news(found, row.shape), row=started.name if started else "")
    return replace(read, tools=await _takes_tools(applied(model, read)))


def _news(found: Shape, told: Shape) -> Shape | None:
    """What was found, where it is not what the row told; the row's own fields come first."""
    if found.kind is not Kind.FIELD:
        return None if found.kind is told.kind else found
    both = Shape(Kind.FIELD, tuple(dict.fromkeys((*told.fields, *found.fields))))
    return None if both == told else both


async def _takes_tools(model: Model) -> bool:
    """Whether a request that declares a tool is taken; vLLM without a tool parser refuses it."""
    if model.tools:
        try:
            await probe.hear(model.backend, tool_canary(max_tokens=1))
        except BackendRefused as error:
            if error.transient:
                raise
            return False
    return True


async def _way(model: Model, so_far: Manner) -> Manner:
    """With the first way that works; without one where that was not to be found out."""
    choices = tuple(ways_of(model))
    answered = not choices
    for way, lever in choices:
        tried = replace(so_far, way=way, lever=lever)
        with_it = applied(model, tried)
        try:
            heard = await probe.hear(with_it.backend, ghost_canary(with_it, way))
        except UNFIT as error:
            if isinstance(error, BackendError) and error.transient:
                raise
            continue
        if silent(heard, model, way):
            return tried
        answered = True
    if model.profile.thinking is None:
        return so_far
    if not answered:
        await probe.hear(model.backend, chat_canary())
    return replace(so_far, way=Way.THINKING)


def ways_of(model: Model) -> Iterator[tuple[Way, Lever | None]]:
    """The ways to try, best first, each with its lever; none for a backend that is no endpoint."""
    if isinstance(model.backend, Endpoint):
        row = model.backend.provider
        for way in ways(model.profile, row):
            for lever in levers(model.profile, row) if way is Way.SWITCHED_OFF else (None,):
                yield way, lever


def silent(heard: Heard, model: Model, way: Way) -> bool:
    """Whether an answer is ghost text: something was said, and nothing thought.

    A closing tag in what we rendered ourselves is text like any other, because the block was closed.
    """
    tags = model.profile.thinking
    leaks = tags is not None and way not in OWN_RENDERING and tags.close in heard.text
    return bool(heard.text.strip()) and not heard.thinking and not leaks
