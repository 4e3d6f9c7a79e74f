"""This machine: versions, grammars, the log, the conversations.  Nothing is sent and nothing is created."""

import os
import platform
import time
from pathlib import Path

from m2lsp import __version__, languages
from m2lsp.app import paths
from m2lsp.app.doctor.finding import Finding, bad, note, ok
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


def index(services: Services) -> Finding:
    """What is known of the workspace that the command is run in."""
    import sqlite3

    from m2lsp.app.indexed import kept

    if not services.config.context.index:
        return note("index", "switched off (context.index)")
    try:
        found = kept(services) if services.folders else None
    except sqlite3.Error:
        return note("index", "it can't be read; it is made anew when an editor opens the folder")
    if found is None:
        return note("index", "none yet; it is made when an editor opens the folder")
    file, about = found
    mib = file.stat().st_size / 2**20
    when = f", looked through {_ago(time.time() - about.crawled)}" if about.crawled else ", not whole yet"
    return ok("index", f"{about.files:,} files, {about.symbols:,} definitions{when}, {mib:.1f} MiB")


def _ago(seconds: float) -> str:
    """Roughly how long ago, in the largest unit that fits."""
    for unit, length in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit} ago"
    return "just now"


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
