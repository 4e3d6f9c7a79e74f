"""Where m2lsp keeps things: the platform's folders, or those that the environment names.

``M2LSP_CONFIG_DIR``, ``M2LSP_DATA_DIR`` and ``M2LSP_CACHE_DIR`` are for portable use and for tests.
Nothing is created here.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

PROJECT_FILE = ".m2lsp.toml"
"""The name of a project's own settings file, in the workspace folder."""


def config_file(environment: Mapping[str, str] = os.environ) -> Path:
    """The user's settings file."""
    named = _named(environment, "M2LSP_CONFIG_DIR")
    return (named or platformdirs.user_config_path("m2lsp", appauthor=False)) / "config.toml"


def data_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of what must not be lost: threads."""
    return _named(environment, "M2LSP_DATA_DIR") or platformdirs.user_data_path("m2lsp", appauthor=False)


def cache_dir(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of what can be made again: weights, probes, the index."""
    return _named(environment, "M2LSP_CACHE_DIR") or platformdirs.user_cache_path("m2lsp", appauthor=False)


def log_file(configured: str = "", environment: Mapping[str, str] = os.environ) -> Path:
    """The log file: ``configured`` (the setting ``log.file``), else in the folder for logs.

    A named data folder holds the log as well, so that portable use leaves nothing elsewhere.
    """
    if configured:
        return Path(configured).expanduser()
    named = _named(environment, "M2LSP_DATA_DIR")
    folder = named / "log" if named else platformdirs.user_log_path("m2lsp", appauthor=False)
    return folder / "m2lsp.log"


def _named(environment: Mapping[str, str], variable: str) -> Path | None:
    name = environment.get(variable, "")
    return Path(name).expanduser() if name else None
