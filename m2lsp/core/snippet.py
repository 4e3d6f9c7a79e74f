"""A piece of text that a prompt may show beside the code at hand."""

from dataclasses import dataclass
from enum import StrEnum


class SnippetKind(StrEnum):
    """What a snippet is; the prompt words its heading from it."""

    OUTLINE = "outline"
    IMPORTS = "imports"
    DEFINITION = "definition"
    DIAGNOSTICS = "diagnostics"
    OPEN_DOCUMENT = "open document"
    RECENT_EDIT = "recent edit"
    NEIGHBOUR = "neighbour"


@dataclass(frozen=True, slots=True)
class Snippet:
    """Some whole lines of ``path`` (as shown to the model, relative to the workspace), or a diff of them.

    ``reason`` says in a few words why it was chosen: ``m2lsp context`` shows it.
    ``tokens`` is an estimate by the profile.
    """

    kind: SnippetKind
    path: str
    text: str
    reason: str
    tokens: int
