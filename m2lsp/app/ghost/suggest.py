"""Ghost text from the request to the suggestion, settings and rules of trust included."""

from dataclasses import replace
from typing import TYPE_CHECKING

from m2lsp.app.deadline import deadline
from m2lsp.app.ghost.wanted import wanted
from m2lsp.app.loading import loaded
from m2lsp.app.services import Services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request, Suggestion
from m2lsp.core.stages import stage

if TYPE_CHECKING:
    from m2lsp.features.inline_completion import Hear
    from m2lsp.profiles.model import Model


async def suggest(request: Request, services: Services) -> Suggestion | Drop:
    """One suggestion, or why there is none.

    Raises:
        M2lspError: the settings, the rules or the endpoint forbid it.
    """
    return refused(request, services) or await suggested(request, services)


def refused(request: Request, services: Services) -> Drop | None:
    """Why the settings want no suggestion there, if they do not.

    Raises:
        Declined: an ignore file or a secret pattern names the document.
    """
    with stage("wanted"):
        drop = wanted(request, services)
    if drop is None:
        with stage("permission"):
            services.permit(request.document)
    return drop


async def suggested(
    request: Request, services: Services, *, sampled: bool = False, hear: "Hear | None" = None
) -> Suggestion | Drop:
    """What one call gives for a request that is wanted and permitted; see ``features.inline_completion``.

    Raises:
        M2lspError: the settings or the endpoint forbid it.
    """
    await loaded()
    with services.in_use():
        return await _suggested(request, services, sampled=sampled, hear=hear)


async def _suggested(
    request: Request, services: Services, *, sampled: bool, hear: "Hear | None"
) -> Suggestion | Drop:
    from m2lsp.app.failover import answered
    from m2lsp.features.inline_completion import inline_completion

    async with deadline(services.config.completion.deadline_s, "completion.deadline_s") as clock:
        with stage("permission"):
            request = await services.permitted(request)
        if not services.config.context.diagnostics:
            request = replace(request, diagnostics=())
        masks = services.config.trust.mask_secrets

        async def run(model: "Model") -> Suggestion | Drop:
            fitting = replace(request, budget=model.fit(request.budget))
            found = await inline_completion(fitting, model, mask_secrets=masks, sampled=sampled, hear=hear)
            if isinstance(found, Drop) and found.reason == "thought":
                services.doubt(model)
            return found

        return await answered(services, "completion", run, invoked=request.invoked, clock=clock)
