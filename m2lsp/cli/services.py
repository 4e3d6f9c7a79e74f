"""What a command works with: settings and rules for the folder it is run in."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from m2lsp import config
from m2lsp.app import files, paths
from m2lsp.app.services import Services
from m2lsp.config import Loaded


def loaded(folder: Path) -> Loaded:
    """The settings that hold in a workspace folder."""
    return config.load(
        environment=os.environ,
        user_file=paths.config_file(),
        project_files=[folder / paths.PROJECT_FILE],
        editor=None,
    )


def services(file: Path | None = None) -> Services:
    """Services for the workspace that ``file`` lies in (else for the current folder).

    Wrong settings are named on standard error and otherwise ignored.
    """
    folder = workspace(files.absolute(file).parent if file else Path.cwd())
    found = loaded(folder)
    for problem in found.problems:
        print(f"m2lsp: {problem}", file=sys.stderr)
    return Services(found.config, [folder], os.environ, tell=_tell)


def _tell(sentence: str) -> None:
    print(f"m2lsp: {sentence}", file=sys.stderr)


def workspace(folder: Path) -> Path:
    """The nearest folder upwards that looks like a project's root, else the folder itself."""
    candidates: Iterable[Path] = (folder, *folder.parents)
    marks = (".git", paths.PROJECT_FILE, "pyproject.toml", "Cargo.toml", "go.mod", "package.json")
    return next((f for f in candidates if any((f / mark).exists() for mark in marks)), folder)
