"""Where a name stands in the code of a workspace, by its letters and the syntax round it.

This is no language server: it tells code from comments and strings, and not one thing of a name from another.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from m2lsp.agent.workspace import Workspace
from m2lsp.core.document import Document
from m2lsp.languages import language_of, parse

LINES = 80  # told
FILES = 20_000  # looked at
SECONDS = 5.0  # a thread can't be stopped from outside
LINE_LENGTH = 200  # characters told of a line


@dataclass(slots=True)
class Uses:
    """``rows`` are ``path:line: text``; ``whole`` says whether all files were looked at and all told."""

    rows: list[str] = field(default_factory=list)
    whole: bool = True


def uses(workspace: Workspace, name: str) -> Uses:
    """The lines of code in which the name stands as a word.  Reads files and parses: call it in a thread."""
    return _found(workspace, name, _used)


def definitions(workspace: Workspace, name: str) -> Uses:
    """The signatures of what bears the name.  Reads files and parses: call it in a thread."""
    return _found(workspace, name, _defined)


def _found(
    workspace: Workspace, name: str, rows: Callable[[Document, str], Iterator[tuple[int, str]]]
) -> Uses:
    found, until = Uses(), time.monotonic() + SECONDS
    for count, path in enumerate(workspace.walk()):
        if len(found.rows) > LINES or count >= FILES or time.monotonic() > until:
            found.whole = False
            break
        document = workspace.holding(path, name)
        if document is not None:
            shown = workspace.shown(document)
            found.rows += [f"{shown}:{line + 1}: {text}" for line, text in rows(document, name)]
    if found.rows[LINES:]:
        found.rows, found.whole = found.rows[:LINES], False
    return found


def _used(document: Document, name: str) -> Iterator[tuple[int, str]]:
    language = language_of(document)
    syntax = parse(document.text, language) if language else None
    told = -1
    for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", document.text):
        line = document.line_of(match.start())
        if line != told and (syntax is None or syntax.kind_at(match.start()) == "code"):
            told = line
            yield line, document.line_text(line).strip()[:LINE_LENGTH]


def _defined(document: Document, name: str) -> Iterator[tuple[int, str]]:
    language = language_of(document)
    for tag in parse(document.text, language).outline() if language else ():
        if tag.name == name:
            yield document.line_of(tag.name_span.start), tag.signature
