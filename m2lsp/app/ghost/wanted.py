"""Whether a document gets ghost text, by the settings."""

from functools import lru_cache
from typing import TYPE_CHECKING

from m2lsp.app.services import Services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


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
