"""outline_file: what a file of the workspace defines."""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes, text
from m2lsp.core.chat import Tool
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.languages import language_of, parse
from m2lsp.prompt.sections import fenced

DEFINITIONS = 200  # at most


def outline_file(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """One definition a line, with the number of its line, indented as it is nested."""
    if given.workspace is None:
        return NO_WORKSPACE
    document = given.workspace.document(arguments["path"])
    if isinstance(document, Drop):
        return document
    language = language_of(document)
    name = given.workspace.shown(document)
    if language is None:
        return Drop(
            "no grammar", f"{name} is in a language that can't be parsed here. Read its lines instead."
        )
    tags = parse(document.text, language).outline()
    if not tags:
        return f"{name} defines nothing ({_lines(document)})."
    rows = [
        f"{document.line_of(tag.name_span.start) + 1}: {'    ' * tag.depth}{tag.signature}" for tag in tags
    ]
    more = f"\nThe other {len(rows) - DEFINITIONS} definitions were left out." if rows[DEFINITIONS:] else ""
    return f"{name} ({_lines(document)}) defines:\n{fenced(chr(10).join(rows[:DEFINITIONS]))}{more}"


def _lines(document: Document) -> str:
    return f"{len(document.starts)} lines"


INSTRUMENT = Instrument(
    Tool(
        "outline_file",
        "Lists what a file of the workspace defines: signatures with their line numbers.",
        takes(("path",), path=text("The file, relative to the workspace folder.")),
    ),
    outline_file,
)
