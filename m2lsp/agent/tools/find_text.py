"""find_text: where a text stands in the files of the workspace."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes, text
from m2lsp.agent.workspace import Workspace
from m2lsp.core.chat import Tool
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.prompt.sections import fenced

HITS = 60  # lines shown
A_FILE = 12  # of them from one file
LINE_LENGTH = 200  # characters shown of a line
FILES = 20_000  # looked at
SECONDS = 5.0  # a thread can't be stopped from outside


@dataclass(slots=True)
class _Search:
    """What was found so far, and what cut it short."""

    rows: list[str] = field(default_factory=list)
    cut: str = ""
    until: float = field(default_factory=lambda: time.monotonic() + SECONDS)

    def full(self, files: int) -> bool:
        """Whether to stop before the next file."""
        if len(self.rows) >= HITS:
            self.cut = "There are more; look for something longer, or name the files."
        elif files >= FILES or time.monotonic() > self.until:
            self.cut = f"Only {files} files were looked at; name the files to look in."
        return bool(self.cut)


def find_text(arguments: Mapping[str, Any], given: Given) -> str | Drop:
    """The lines that hold the text, each behind its file and number."""
    workspace, wanted = given.workspace, arguments["text"]
    if workspace is None:
        return NO_WORKSPACE
    if not wanted.strip() or "\n" in wanted or "\r" in wanted:
        return Drop("no text", "Give a text to look for, of one line and not blank.")
    fits = files_like(arguments.get("files", ""))
    if isinstance(fits, Drop):
        return fits
    found = _Search()
    for count, path in enumerate(workspace.walk()):
        if found.full(count):
            break
        if fits(workspace.name(path)) and (document := workspace.holding(path, wanted)):
            found.rows += _hits(document, wanted, workspace)
    return _told(wanted, found)


def files_like(pattern: str) -> Callable[[str], bool] | Drop:
    """Whether a path in a workspace folder is one of the files asked for: patterns as in ``.gitignore``."""
    if not pattern.strip():
        return lambda _: True
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines([pattern.strip()]).match_file
    except ValueError:
        return Drop("no pattern", f"{pattern!r} is no pattern of files. Write one such as *.py or src/**.")


def _hits(document: Document, wanted: str, workspace: Workspace) -> Iterator[str]:
    name, at, shown = workspace.shown(document), 0, 0
    while (at := document.text.find(wanted, at)) >= 0:
        line = document.line_of(at)
        if shown == A_FILE:
            yield f"{name}: and further down"
            return
        yield f"{name}:{line + 1}: {document.line_text(line).strip()[:LINE_LENGTH]}"
        at, shown = document.line_span(line).end, shown + 1


def _told(wanted: str, found: _Search) -> str:
    if not found.rows:
        return f"Nothing holds {wanted!r}. {found.cut}".rstrip()
    cut = f"\n{found.cut or 'There are more.'}" if found.cut or found.rows[HITS:] else ""
    return f"{fenced(chr(10).join(found.rows[:HITS]))}{cut}"


INSTRUMENT = Instrument(
    Tool(
        "find_text",
        "Finds the lines of the workspace's files that hold a text, letter for letter; no patterns.",
        takes(
            ("text",),
            text=text("What to look for, on one line; case counts."),
            files=text("Which files to look in, as a pattern such as *.py or src/**; all if left out."),
        ),
    ),
    find_text,
)
