"""What a compiler or a linter printed, as findings.

Read are the forms in which most tools name a place: ``file:line:column: message`` (gcc, clang, go, javac,
mypy, ruff, cargo's short form, kotlinc), ``file(line,column): message`` (tsc, C#), an arrow below the message
(rustc), and Python's tracebacks.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

_COLOUR = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_PATH = r"(?P<path>(?:[A-Za-z]:)?[^\s:()\"'][^:()\"'\n]*?\.\w+)"
_WORDS = r"(?P<message>\S.*)"
_LINES = tuple(
    re.compile(form)
    for form in (
        rf"^(?:(?P<kind>[ewi]|vet): )?(?:file://)?{_PATH}:(?P<line>\d+)(?::(?P<column>\d+))?:?"
        rf"(?: -)? {_WORDS}$",
        rf"^(?:(?P<kind>[ewi]): )?{_PATH}:? ?\((?P<line>\d+)(?:, ?(?P<column>\d+))?\): {_WORDS}$",
    )
)
_ARROW = re.compile(rf"^\s*--> {_PATH}:(?P<line>\d+):(?P<column>\d+)$")
_TRACE = re.compile(r"^\s*(?:\*\*\*\s*)?File \"(?P<path>[^\"]+)\", line (?P<line>\d+)")
_RAISED = re.compile(r"^(?:\*\*\* |Sorry: )?(?P<message>[A-Z]\w*(?:Error|Exception|Warning)\b.*)$")
_MILD = re.compile(r"^(?:warning|note|info|help|hint)\b", re.IGNORECASE)
_SUMMARY = re.compile(r"^\s*(?:\d+ (?:errors?|warnings?)\b|Found \d+ |error: (?:could not|aborting))")
MORE = 6  # lines kept behind a message


@dataclass(frozen=True, slots=True)
class Finding:
    """One complaint: ``path`` as it was printed, or from the checked folder on; ``line`` and ``column`` count
    from 1 and are 0 where not told.  ``mild`` ones are warnings and notes.  ``more`` was printed behind it.
    """

    path: str
    line: int
    column: int
    message: str
    mild: bool = False
    more: tuple[str, ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        """As it is told to the model: one line, and what stood behind it."""
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return "\n".join((f"{place}: {self.message}" if place else self.message, *self.more))


def findings(output: str, folder: PurePath | None = None) -> tuple[Finding, ...]:
    """All findings in what a command printed, in order; paths below ``folder`` are told from there."""
    lines = [line.rstrip() for line in _COLOUR.sub("", output).splitlines()]
    starts = [(number, found) for number in range(len(lines)) if (found := _at(lines, number, folder))]
    return tuple(_whole(lines, starts))


def _whole(lines: Sequence[str], starts: Sequence[tuple[int, Finding]]) -> Iterator[Finding]:
    ends = [*(number for number, _ in starts[1:]), len(lines)]
    for (number, found), end in zip(starts, ends, strict=False):
        more = []
        for line in lines[number + 1 : min(end, number + 1 + MORE)]:
            if not line.strip() or _SUMMARY.match(line):
                break
            more.append(line)
        yield Finding(found.path, found.line, found.column, found.message, found.mild, tuple(more))


def _at(lines: Sequence[str], number: int, folder: PurePath | None) -> Finding | None:
    """The finding that is told in this line."""
    line = lines[number]
    for form in _LINES:
        if found := form.match(line):
            mild = bool(_MILD.match(found["message"])) or found["kind"] in ("w", "i")
            return _finding(found, found["message"], folder, mild=mild)
    if found := _ARROW.match(line):
        message = lines[number - 1].strip() if number else ""
        return _finding(found, message, folder, mild=bool(_MILD.match(message)))
    if found := _TRACE.match(line):
        raised = next((m["message"] for x in lines[number + 1 :] if (m := _RAISED.match(x))), "")
        innermost = not any(_TRACE.match(x) for x in _until_raised(lines[number + 1 :]))
        return _finding(found, raised, folder) if raised and innermost else None
    return None


def _until_raised(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        if _RAISED.match(line):
            return
        yield line


def _finding(found: re.Match[str], message: str, folder: PurePath | None, *, mild: bool = False) -> Finding:
    column = found.groupdict().get("column")
    return Finding(_inside(found["path"], folder), int(found["line"]), int(column or 0), message, mild)


def _inside(path: str, folder: PurePath | None) -> str:
    """The path from the folder, with slashes."""
    told = PurePath(path)
    if folder and told.is_relative_to(folder):
        told = told.relative_to(folder)
    return told.as_posix()
