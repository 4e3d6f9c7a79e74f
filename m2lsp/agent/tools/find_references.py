"""find_references: the lines of code that use a name, in all files of the workspace."""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes, text
from m2lsp.agent.uses import Uses, uses
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop
from m2lsp.prompt.sections import fenced

NO_NAME = Drop("no name", "Give one name, as it stands in the code, without dots or brackets.")
LENGTH = 200  # characters; no name is longer
MORE = "\nThere are more, which were not looked at."


def find_references(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """The lines behind file and number; names in comments and strings are left out."""
    if given.workspace is None:
        return NO_WORKSPACE
    name = arguments["name"].strip()
    return told(name, uses(given.workspace, name)) if is_name(name) else NO_NAME


def is_name(name: str) -> bool:
    """Whether it may be one word of code."""
    return 0 < len(name) <= LENGTH and not any(c.isspace() or c in ".()[]{},;" for c in name)


def told(name: str, found: Uses) -> str:
    """The rows for the model."""
    more = "" if found.whole else MORE
    if not found.rows:
        return f"Nothing of the name {name!r} was found.{more}"
    return f"{fenced(chr(10).join(found.rows))}{more}"


INSTRUMENT = Instrument(
    Tool(
        "find_references",
        "Finds the lines of code that use a name, in all files of the workspace, comments and strings left "
        "out. It goes by the name alone: other things of that name are listed too.",
        takes(("name",), name=text("The name, one word of code; case counts.")),
    ),
    find_references,
)
