"""Every setting: its type, default, meaning and who may set it; and where its value comes from.

Standard library only.  ``sections`` declares, ``layers`` reads the places, ``load`` merges them,
``page`` makes the documentation and the editors' schema, ``manifest`` puts that where VS Code reads it.
"""

from m2lsp.config.checks import Checks
from m2lsp.config.completion import Completion
from m2lsp.config.endpoints import Endpoint
from m2lsp.config.load import Loaded, load, merge
from m2lsp.config.manifest import manifest
from m2lsp.config.page import json_schema, markdown
from m2lsp.config.secret import Secret
from m2lsp.config.sections import (
    OPTIONS,
    SECTIONS,
    Budget,
    Candidate,
    Chat,
    Config,
    Context,
    Log,
    Threads,
    Trust,
)
from m2lsp.config.stand_ins import StandIn

__all__ = [
    "OPTIONS",
    "SECTIONS",
    "Budget",
    "Candidate",
    "Chat",
    "Checks",
    "Completion",
    "Config",
    "Context",
    "Endpoint",
    "Loaded",
    "Log",
    "Secret",
    "StandIn",
    "Threads",
    "Trust",
    "json_schema",
    "load",
    "manifest",
    "markdown",
    "merge",
]
