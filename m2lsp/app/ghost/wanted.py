"""Whether ghost text is wanted at a place, by the settings and by what stands there."""

from functools import lru_cache
from typing import TYPE_CHECKING

from m2lsp.app.ghost.place import in_words
from m2lsp.app.ghost.unusual import unusual
from m2lsp.app.services import Services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def wanted(request: Request, services: Services) -> Drop | None:
    """Why this place gets no ghost text, if it does not.  Takes well under a millisecond in any file.

    What the settings switch off is off for every request.  Where the user merely would not expect ghost text,
    a request that the user made goes ahead.
    """
    settings = services.config.completion
    document = request.document
    if not settings.enabled:
        return Drop("off", "Completion is switched off (completion.enabled).")
    if document.language_id in settings.disabled_languages:
        return Drop("language off", f"Completion is switched off for {document.language_id}.")
    named = _named(settings.disabled_globs, request)
    if named:
        return Drop("file off", "Completion is switched off for this file (completion.disabled_globs).")
    if request.invoked:
        return None
    let_in = named is False
    odd = None if let_in else unusual(document, request.span.start, settings.max_file_characters)
    return odd or in_words(request, comments=settings.in_comments, strings=settings.in_strings)


def _named(globs: tuple[str, ...], request: Request) -> bool | None:
    """Whether the last pattern that fits the file leaves it out; ``False`` for one that lets it in."""
    return _spec(globs).check_file(_shown_path(request)).include if globs else None


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
