"""read_diagnostics: what compilers and linters in the editor say of the document at hand."""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.spec import NO_WORKSPACE, Given, Instrument, takes
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Diagnostic, Request
from m2lsp.prompt.sections import fenced

ROWS = 100  # told
NONE = "The editor sent no errors or warnings with this request."


def read_diagnostics(_: Mapping[str, Any], given: Given) -> str | Drop:
    """One a line, behind its place; those that came with the request."""
    if given.workspace is None:
        return NO_WORKSPACE
    request = given.workspace.request
    rows = [_row(problem, request) for problem in sorted(request.diagnostics, key=lambda d: d.span)]
    return fenced("\n".join(rows[:ROWS])) if rows else NONE


def _row(problem: Diagnostic, request: Request) -> str:
    document = request.document
    line = document.line_of(problem.span.start)
    column = problem.span.start - document.starts[line] + 1
    source = f" ({problem.source})" if problem.source else ""
    message = " ".join(problem.message.split())
    return f"{document.name}:{line + 1}:{column}: {problem.severity}{source}: {message}"


INSTRUMENT = Instrument(
    Tool(
        "read_diagnostics",
        "Shows the errors and warnings that the editor has for the document in question, near the place in "
        "question. Of an edit of yours check_edit tells.",
        takes(),
    ),
    read_diagnostics,
)
