"""An edit as a unified diff, in colour where a person reads it."""

import difflib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.core.edit import DocumentEdit

if TYPE_CHECKING:
    from rich.text import Text

NO_NEWLINE = "\\ No newline at end of file\n"


def unified(edit: DocumentEdit, name: str) -> str:
    """The diff as ``patch`` and ``git apply`` read it."""
    return _diff(edit.document.text, edit.after, f"a/{name}", f"b/{name}")


def created(text: str, name: str) -> str:
    """A new file as a diff."""
    return _diff("", text, "/dev/null", f"b/{name}")


def shown_name(path: Path, root: Path) -> str:
    """What to call a file in a diff and in messages: seen from here, or else from its workspace."""
    for folder in (Path.cwd(), root):
        if path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    return path.as_posix()


def show(text: str) -> None:
    """Print a diff."""
    if not sys.stdout.isatty():
        sys.stdout.write(text)
        return
    from rich.console import Console

    Console(highlight=False).print(coloured(text), soft_wrap=True)


def coloured(text: str) -> "Text":
    """The diff in the terminal's own red and green, which can be read on light and on dark."""
    from rich.text import Text

    shown = [line.rstrip("\r") for line in text.removesuffix("\n").split("\n")]
    return Text("\n").join(Text(line, _style(line)) for line in shown)


def _style(line: str) -> str:
    if line.startswith(("--- ", "+++ ")):
        return "bold"
    return {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")


def _diff(before: str, after: str, old: str, new: str) -> str:
    # A name ends at a tab where it holds blanks, as git has it.
    old, new = (f"{name}\t" if " " in name else name for name in (old, new))
    lines = difflib.unified_diff(_lines(before), _lines(after), old, new)
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}" for line in lines)


def _lines(text: str) -> list[str]:
    """The lines as ``patch`` counts them: a carriage return alone ends none."""
    *whole, rest = text.split("\n")
    return [*(f"{line}\n" for line in whole), *([rest] if rest else [])]
