"""This machine: versions, grammars, the log, the conversations.  Nothing is sent and nothing is created."""

import os
import platform
from pathlib import Path

from m2lsp import __version__, languages
from m2lsp.app import paths
from m2lsp.app.doctor.finding import Finding, bad, ok
from m2lsp.app.services import Services
from m2lsp.core.errors import M2lspError


def versions(_: Services) -> Finding:
    """What this program is and what it runs on."""
    return ok("m2lsp", f"{__version__} on Python {platform.python_version()}, {platform.system()}")


def grammars(_: Services) -> Finding:
    """Whether every language's grammar loads."""
    names = []
    for language in languages.all_languages():
        languages.parse("", language)
        names.append(language.name)
    return ok("languages", ", ".join(names))


def threads(services: Services) -> Finding:
    """Whether the conversations can be read."""
    try:
        count = len(services.store.threads())
    except M2lspError as error:
        return bad("threads", str(error))
    return ok("threads", f"{count} kept" if count else "none yet")


def log(services: Services) -> Finding:
    """Where the log is, and whether it can be written."""
    path = paths.log_file(services.config.log.file, services.environment)
    if _can_write(path):
        return ok("log", str(path))
    advice = "set log.file to another place, or make the folder writable"
    return bad("log", f"{path} can't be written, so no log is kept; {advice}")


def _can_write(file: Path) -> bool:
    """Whether the file can be written, or made where it is not there yet."""
    if file.exists():
        return file.is_file() and os.access(file, os.W_OK)
    there = next(folder for folder in file.absolute().parents if folder.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)
