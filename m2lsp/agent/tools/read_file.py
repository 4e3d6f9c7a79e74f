"""read_file: some lines of a file of the workspace."""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, number, takes, text
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop
from m2lsp.core.text import split_lines
from m2lsp.prompt.sections import fenced

LINES = 400  # at most, at a time
CHARACTERS = 16_000  # some 5,000 tokens


def read_file(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """The lines in a fence, under a heading that says which they are and how many there are."""
    if given.workspace is None:
        return NO_WORKSPACE
    document = given.workspace.document(arguments["path"])
    if isinstance(document, Drop):
        return document
    lines = split_lines(document.text)
    name = given.workspace.shown(document)
    if not lines:
        return f"{name} is empty."
    first = max(1, arguments.get("first", 1))
    last = min(arguments.get("last", len(lines)), len(lines))
    if first > last:
        return Drop("no lines", f"There are no lines {first} to {last}: {name} has {len(lines)} lines.")
    return _shown(name, lines, first, last)


def _shown(name: str, lines: list[str], first: int, last: int) -> str:
    whole = _fitting(lines[first - 1 : last])
    if not whole:
        part = lines[first - 1][:CHARACTERS]
        return f"{name}, the first {CHARACTERS} characters of line {first}, which is longer:\n{fenced(part)}"
    end = first + len(whole) - 1
    more = f"\nThe rest was left out. Ask again from line {end + 1}." if end < last else ""
    return f"{name}, lines {first} to {end} of {len(lines)}:\n{fenced(''.join(whole))}{more}"


def _fitting(lines: list[str]) -> list[str]:
    """The first lines that are not too many and, together, not too long."""
    taken, length = [], 0
    for line in lines[:LINES]:
        length += len(line)
        if length > CHARACTERS:
            break
        taken.append(line)
    return taken


INSTRUMENT = Instrument(
    Tool(
        "read_file",
        f"Shows lines of a file of the workspace, at most {LINES} at a time.",
        takes(
            ("path",),
            path=text("The file, relative to the workspace folder."),
            first=number("The first line to show, counted from 1; the first of the file if left out."),
            last=number("The last line to show; as many as can be shown if left out."),
        ),
    ),
    read_file,
)
