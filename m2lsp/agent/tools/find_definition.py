"""find_definition: where a name is defined, in all files of the workspace."""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.find_references import NO_NAME, is_name, told
from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes, text
from m2lsp.agent.uses import definitions
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop


def find_definition(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """The signatures of what bears the name, each behind its file and number."""
    if given.workspace is None:
        return NO_WORKSPACE
    name = arguments["name"].strip()
    return told(name, definitions(given.workspace, name)) if is_name(name) else NO_NAME


INSTRUMENT = Instrument(
    Tool(
        "find_definition",
        "Finds what defines a name in the files of the workspace: signatures with file and line. Read the "
        "lines with read_file.",
        takes(("name",), name=text("The name of a function, a type, a method and so on; case counts.")),
    ),
    find_definition,
)
