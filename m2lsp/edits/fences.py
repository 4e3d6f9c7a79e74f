"""The fenced blocks of a reply, as CommonMark has them, with one thing added.

A fence line with a language inside an open fence of the same length opens an inner one: models that
answer with a Markdown file often write both with three backticks.  What stays open is not guessed at.
"""

import re
from dataclasses import dataclass

from m2lsp.core.text import split_lines

_FENCE = re.compile(r"^( {0,3})(`{3,}(?=[^`]*$)|~{3,})[ \t]*(.*?)[ \t]*$")


@dataclass(frozen=True, slots=True)
class Fence:
    """One block: its text with line ends as received, its info string, the line before its opening.

    ``closed`` is false for a block that the reply ends in.
    """

    text: str
    info: str
    before: str
    closed: bool


def fences(reply: str) -> tuple[Fence, ...]:
    """The outermost fenced blocks of a reply, in order."""
    found: list[Fence] = []
    lines = split_lines(reply)
    at, before = 0, ""
    while at < len(lines):
        opening = _FENCE.match(lines[at].rstrip("\r\n"))
        if opening is None:
            before = lines[at].strip() or before
            at += 1
            continue
        end, closed = _closing(lines, at + 1, opening[2])
        body = "".join(_unindented(line, len(opening[1])) for line in lines[at + 1 : end])
        found.append(Fence(body, opening[3], before, closed))
        at, before = end + 1, ""
    return tuple(found)


def _closing(lines: list[str], at: int, marks: str) -> tuple[int, bool]:
    """The line that closes a fence opened with ``marks`` before line ``at``; else the end."""
    depth = 0
    for number in range(at, len(lines)):
        fence = _FENCE.match(lines[number].rstrip("\r\n"))
        if not fence or fence[2][0] != marks[0] or len(fence[2]) < len(marks):
            continue
        if fence[3]:
            depth += 1
        elif depth:
            depth -= 1
        else:
            return number, True
    return len(lines), False


def _unindented(line: str, width: int) -> str:
    """A line of a block whose fence is indented, without as much of its own indentation."""
    spaces = len(line) - len(line.lstrip(" "))
    return line[min(spaces, width) :]
