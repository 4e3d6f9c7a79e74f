"""An edit as a unified diff, in colour where a person reads it."""

import difflib
import sys

from m2lsp.core.edit import DocumentEdit
from m2lsp.core.text import split_lines

NO_NEWLINE = "\\ No newline at end of file\n"


def unified(edit: DocumentEdit, name: str) -> str:
    """The diff as ``patch`` and ``git apply`` read it."""
    before, after = split_lines(edit.document.text), split_lines(edit.after)
    lines = difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}" for line in lines)


def show(edit: DocumentEdit, name: str) -> None:
    """Print the diff."""
    text = unified(edit, name)
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.syntax import Syntax

    Console().print(Syntax(text, "diff", background_color="default"))
