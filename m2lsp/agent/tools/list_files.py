"""list_files: which files of the workspace may be read."""

from collections.abc import Mapping
from itertools import islice
from typing import Any

from m2lsp.agent.tools.find_text import FILES, files_like
from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes, text
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop
from m2lsp.prompt.sections import fenced

NAMES = 300  # told


def list_files(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """Their paths, those beside the document at hand first."""
    workspace = given.workspace
    if workspace is None:
        return NO_WORKSPACE
    fits = files_like(arguments.get("files", ""))
    if isinstance(fits, Drop):
        return fits
    named = (path for path in islice(workspace.walk(), FILES) if fits(workspace.name(path)))
    may = (workspace.name(p) for p in named if workspace.rules.confined(p) and not workspace.rules.refuses(p))
    found = list(islice(may, NAMES + 1))
    if not found:
        return "There are no such files that can be read."
    more = "\nThere are more; say which with files." if found[NAMES:] else ""
    return f"{fenced(chr(10).join(found[:NAMES]))}{more}"


INSTRUMENT = Instrument(
    Tool(
        "list_files",
        f"Lists the files of the workspace by their paths, at most {NAMES}.",
        takes(files=text("Which files, as a pattern such as *.py or src/**; all if left out.")),
    ),
    list_files,
)
