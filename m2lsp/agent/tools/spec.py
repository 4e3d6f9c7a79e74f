"""What a tool is made of, and what it is handed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from m2lsp.agent.workspace import Workspace
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Proposal


@dataclass(frozen=True, slots=True)
class Given:
    """What a call is answered from.

    ``said`` is the content of the message that makes the call, as the user would see it.  ``judge`` checks
    the edit in such a content; ``None`` in a turn that asks for no edit.  ``workspace`` is ``None`` where no
    file may be read.
    """

    said: str = ""
    judge: Callable[[str], Proposal | Drop] | None = None
    workspace: Workspace | None = None


@dataclass(frozen=True, slots=True)
class Instrument:
    """A tool and what answers its calls.

    ``answer`` is handed arguments that obey the tool's schema, may read files and parse, so it runs in a
    thread, and returns a ``Drop`` whose detail tells the model what is wrong.  It changes nothing.
    """

    tool: Tool
    answer: Callable[[Mapping[str, Any], Given], str | Drop]


NO_WORKSPACE = Drop("no workspace", "No files can be read here. Answer from what you were shown.")


def takes(required: tuple[str, ...] = (), **properties: Mapping[str, str]) -> Mapping[str, Any]:
    """The schema of a tool's arguments; each property has a ``type`` (string, integer) and a description."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def text(description: str) -> Mapping[str, str]:
    """An argument that is a string."""
    return {"type": "string", "description": description}


def number(description: str) -> Mapping[str, str]:
    """An argument that is an integer."""
    return {"type": "integer", "description": description}
