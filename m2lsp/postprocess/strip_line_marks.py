"""Take away what stands before each line of the reply: signs of a diff, line numbers, a quotation's bars.

    +total = 0\n+return total  ->  total = 0\nreturn total
    12: total(points)\n13: x  ->  total(points)\nx

All lines have to bear the mark.  A list of numbered rows is data, and a plus before a number is a sign.
"""

import re
from collections.abc import Callable

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import unmatched
from m2lsp.postprocess.surroundings import is_prose, lines_above

_HUNK = re.compile(r"(?:diff --git |index [0-9a-f]+\.\.|--- |\+\+\+ |@@ .*@@|\\ No newline)")
_NUMBER = re.compile(r"\s*(?P<number>\d{1,5})(?:\s*[|:│] ?|\t|→|[.)] )")
_NUMBERED_NAME = re.compile(r"\s*\d+(?:\s*[:|│→\t]|\.)\s*[A-Za-z_]")
# How far off a model may count its line.
NEAR = 8
_QUOTED = re.compile(r">(?: |$)")
_PROMPT = re.compile(r"(?:>>>|\.\.\.)(?: |$)")
_SHELL = re.compile(r"\$ ")
_SHELLS = frozenset({"shellscript", "fish"})
_BARS = ((">", _PROMPT), (">", _QUOTED), ("$ ", _SHELL))

# A plus before a name is no sign but a mark, other than in JavaScript, which makes numbers so.
_PLUS_NAME = re.compile(r"\+ ?[A-Za-z_&*]")
_PLUS_STATEMENT = re.compile(
    r"\+(?:[A-Za-z_]| *[\w.]+ *[-:+*]?=(?!=)"
    r"| *(?:return|let|const|var|val|if|for|while|def|fn|func|throw|raise)\b)"
)
_COERCES = frozenset({"javascript", "javascriptreact", "typescript", "typescriptreact", "vue", "svelte"})
# A line that may go on with an operator: after a string, but none of documentation.
_UNFINISHED = re.compile(r"""(?:[=(+]|(?<!"")"|(?<!'')')\s*\Z""")
# What a value follows.
_BEGINS = re.compile(r"(?:[=(\[,{:]|\breturn|\bin)\s+\Z")

Marks = Callable[[list[str], Context], "list[str] | None"]


def strip_line_marks(text: str, context: Context) -> str:
    """The lines without their marks, if all of them bear one."""
    if is_prose(context) or context.document.language_id in ("diff", "patch"):
        return text
    lines = text.strip("\n").split("\n")
    found = (each(lines, context) for each in MARKS)
    kept = next((lines for lines in found if lines is not None), None)
    return text if kept is None else "\n".join(kept)


def may_be_marked(line: str) -> bool:
    """Whether a line may bear a mark, so that the next ones have to be seen."""
    return bool(_HUNK.match(line) or line.startswith(("+", ">")) or _NUMBER.match(line))


def _undiffed(lines: list[str], context: Context) -> list[str] | None:
    """The added lines of a diff."""
    filled = [line for line in lines if line.strip()]
    hunks = [line for line in filled if _HUNK.match(line)]
    rest = [line for line in filled if line not in hunks]
    added = [line[1:] for line in rest if line.startswith("+")]
    if not added or any(line[0] not in "+- " for line in rest) or (not hunks and _goes_on(context)):
        return None
    if not hunks and len(added) < len(rest) and not any(line.startswith("-") for line in rest):
        return None
    if not hunks and len(rest) == 1 and not _is_mark(rest[0], context):
        return None
    inward = added[0].startswith(" ") and not added[0].startswith("  ")
    return [line.removeprefix(" ") for line in added] if inward else added


def _is_mark(line: str, context: Context) -> bool:
    """Whether the plus before the only line is a mark."""
    if context.document.language_id in _COERCES:
        return False
    if context.line_prefix.strip():
        return bool(_BEGINS.search(context.line_prefix) and _PLUS_NAME.match(line))
    return bool(_PLUS_STATEMENT.match(line)) and not _goes_on(context)


def _goes_on(context: Context) -> bool:
    """Whether the line above is unfinished, so that this one may begin with an operator."""
    above = next((line for line in reversed(lines_above(context, 5)) if line.strip()), "")
    return bool(_UNFINISHED.search(above)) or above.lstrip().startswith("+")


def _unnumbered(lines: list[str], context: Context) -> list[str] | None:
    """The lines without numbers that count up by one."""
    found = [_NUMBER.match(line) for line in lines if line.strip()]
    if not found or None in found:
        return None
    numbers = [int(match["number"]) for match in found if match]
    if numbers != list(range(numbers[0], numbers[0] + len(numbers))) or _is_data(lines, context):
        return None
    if len(numbers) == 1 and not _is_line_number(numbers[0], lines[0], context):
        return None
    return [_NUMBER.sub("", line, count=1) if line.strip() else line for line in lines]


def _is_data(lines: list[str], context: Context) -> bool:
    """Whether numbers are keys: rows that end in commas, or that stand in a bracket."""
    rows = [line.rstrip() for line in lines if line.strip()]
    return all(row.endswith((",", "}", "]")) for row in rows) or bool(unmatched(context.line_prefix)[1])


def _is_line_number(number: int, line: str, context: Context) -> bool:
    """Whether the number before the only line is its own, and what follows begins a statement or a value."""
    here = context.document.line_of(context.focus.start) + 1
    return (number == 1 or abs(number - here) < NEAR) and bool(_NUMBERED_NAME.match(line))


def _unquoted(lines: list[str], context: Context) -> list[str] | None:
    """The lines without the bars of a quotation, or without the prompts of a console."""
    begins = not context.line_prefix.strip() or bool(_BEGINS.search(context.line_prefix))
    for sign, mark in _BARS:
        shell = mark is not _SHELL or context.document.language_id in _SHELLS
        if begins and shell and lines[0].startswith(sign) and all(map(mark.match, filter(str.strip, lines))):
            return [mark.sub("", line, count=1) for line in lines]
    return None


MARKS: tuple[Marks, ...] = (_undiffed, _unnumbered, _unquoted)
