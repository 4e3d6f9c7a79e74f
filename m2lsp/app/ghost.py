"""Ghost text from the request to the suggestion, settings and rules of trust included."""

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from m2lsp.app.deadline import deadline
from m2lsp.app.services import Services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request, Suggestion

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

    from m2lsp.profiles.model import Model


def wanted(request: Request, services: Services) -> Drop | None:
    """Why this document gets no ghost text by the settings, if it does not.  Cheap."""
    settings = services.config.completion
    document = request.document
    if not settings.enabled:
        return Drop("off", "Completion is switched off (completion.enabled).")
    if document.language_id in settings.disabled_languages:
        return Drop("language off", f"Completion is switched off for {document.language_id}.")
    if settings.disabled_globs and _spec(settings.disabled_globs).match_file(_shown_path(request)):
        return Drop("file off", "Completion is switched off for this file (completion.disabled_globs).")
    return None


async def suggest(request: Request, services: Services) -> Suggestion | Drop:
    """One suggestion, or why there is none.

    Raises:
        M2lspError: the settings, the rules or the endpoint forbid it.
    """
    if drop := wanted(request, services):
        return drop
    services.permit(request.document)
    with services.in_use():
        return await _suggested(request, services)


async def _suggested(request: Request, services: Services) -> Suggestion | Drop:
    from m2lsp.app.failover import answered
    from m2lsp.features.inline_completion import inline_completion

    async with deadline(services.config.completion.deadline_s, "completion.deadline_s") as clock:
        request = await services.permitted(request)
        if not services.config.context.diagnostics:
            request = replace(request, diagnostics=())
        masks = services.config.trust.mask_secrets

        async def run(model: "Model") -> Suggestion | Drop:
            fitting = replace(request, budget=model.fit(request.budget))
            found = await inline_completion(fitting, model, mask_secrets=masks)
            if isinstance(found, Drop) and found.reason == "thought":
                services.doubt(model)
            return found

        return await answered(services, "completion", run, invoked=request.invoked, clock=clock)


def _shown_path(request: Request) -> str:
    """The document's path in its workspace folder, with slashes; else its name."""
    path = request.document.path
    inside = (f for f in request.folders if path and path.is_relative_to(f))
    folder = next(inside, None)
    return path.relative_to(folder).as_posix() if path and folder else request.document.name


@lru_cache(maxsize=4)
def _spec(globs: tuple[str, ...]) -> "GitIgnoreSpec":
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(globs)
