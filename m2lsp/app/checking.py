"""Whether and how an edit is checked by the project's own tools, by the settings and the user's trust."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from m2lsp.app.services import Services
from m2lsp.backends.providers import PROVIDERS
from m2lsp.checks import Checker, Plan
from m2lsp.checks.copying import Source
from m2lsp.config.values import words_of
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop
from m2lsp.core.feature import Request
from m2lsp.languages import language_of

_PLAIN = {"NO_COLOR": "1", "CLICOLOR": "0", "TERM": "dumb", "CARGO_TERM_COLOR": "never"}


def checker(
    request: Request,
    services: Services,
    running: Callable[[], AbstractContextManager[object]],
    *,
    trusted: bool = False,
) -> Checker | None:
    """The check of edits of this document, ``None`` where none may be run or none is known.

    ``trusted``: whoever asks has just said so (``m2lsp act --check``).  Reads the disk.
    """
    settings = services.config.checks
    folder = _folder(request)
    if folder is None or not (trusted or (settings.enabled and _trusts(settings.trusted, folder))):
        return None
    command, beside = _command(request.document, settings.commands)
    if not command:
        return None
    plan = Plan(
        source=Source(folder, services.rules, settings.linked),
        command=command,
        inside=_inside(request.document, folder, beside),
        environment=_environment(services.environment),
        limit_s=settings.timeout_s,
        place=services.cache / "checks",
        unsaved={d.path: d.text for d in (*request.open_documents, request.document) if d.path},
    )
    return Checker(plan, running)


def require(request: Request, services: Services) -> None:
    """See that there is a check for the document, where the user asked for one.

    Raises:
        Declined: there is none; the sentence says what to set.
    """
    if _folder(request) is None:
        raise Declined("The file is in no workspace folder, so there is no project to check it with.")
    if not _command(request.document, services.config.checks.commands)[0]:
        language = language_of(request.document)
        name = language.language_ids[0] if language else request.document.language_id or "its language"
        raise Declined(f"There is no check command for {name}. Set one in checks.commands.")


def _folder(request: Request) -> Path | None:
    """The innermost workspace folder that holds the document."""
    path = request.document.path
    holding = [f for f in request.folders if path and path.is_relative_to(f)]
    return max(holding, key=lambda folder: len(folder.parts), default=None)


def _trusts(trusted: tuple[str, ...], folder: Path) -> bool:
    """Whether the folder, links followed, lies in one that the user named."""
    real = Path(os.path.realpath(folder))
    named = (Path(name).expanduser() for name in trusted if name.strip())
    return any(real.is_relative_to(os.path.realpath(name)) for name in named if name.is_absolute())


def _command(document: Document, commands: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """The check of the document's language and the file beside which it runs; the user's own over ours."""
    language = language_of(document)
    ids = (document.language_id, *((language.name, *language.language_ids) if language else ()))
    own = next((commands[name] for name in ids if name in commands), None)
    beside = language.check_beside if language else ""
    if own is not None:
        return words_of(own) or (), beside
    return (language.check if language else ()), beside


def _inside(document: Document, folder: Path, beside: str) -> str:
    """Where in the workspace the command runs: beside the nearest such file upwards, else at the top."""
    above = document.path.parents if document.path else ()
    inner = (f for f in above if f.is_relative_to(folder))
    found = next((f for f in inner if beside and (f / beside).is_file()), folder)
    return found.relative_to(folder).as_posix()


def _environment(environment: Mapping[str, str]) -> Mapping[str, str]:
    """What the command sees: all but our settings and the keys of endpoints; and a wish for no colours."""
    keys = {provider.api_key_env for provider in PROVIDERS.values()}
    kept = {k: v for k, v in environment.items() if not k.startswith("M2LSP_") and k not in keys}
    return kept | _PLAIN


def words(drop: Drop) -> str:
    """Why the project's tools were not asked, for the list of what was checked."""
    return f"not checked by the project's tools: {drop.detail}"
