"""Take away what the reply repeats of the text before the cursor.

    x = total(ˇ     x = total(points)  ->  points)

The model may begin again at the start of the line, some lines above it, or at the word that is being
typed.  Honest repetition stays: nested tags of one name, a row of data, the same short line once more.
"""

import re
from difflib import SequenceMatcher

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.indents import depth, opens_block
from m2lsp.postprocess.surroundings import line_comment, lines_above

ECHO = Drop("echo", "The model only repeated what is before the cursor.")

# How many lines above the cursor a reply may begin again at.
LOOK_BACK = 60

# The same for lines that are told again with differences, and how much of each has to be the same.
MOST_RETOLD, ALIKE = 12, 0.8

# A single word of fewer characters is too little to call an echo.
LEAST = 3

# A whole line with so many letters is no line that stands there twice by right.
LONG = 16

_ROW = re.compile(r"""(?:(?:"[^"]*"|'[^']*'|[\w.+\-]+)\s*[,;|]\s*)+""")
_TAG = re.compile(r"<[^<>]+>")
_FLOW = re.compile(
    r"\s*(?:[})]\s*)?(?:if|else|elif|for|while|loop|switch|match|when|case|try|catch|except|with|do)\b"
)
_IMPORT = re.compile(r"(?:import|from|use|using|package|#include|namespace|const \w+ = require)\b|#include")
_LAST_NAME = re.compile(r"[^\W\d]\w*(?:(?:\.|::|->|\?\.)\w*)+\Z")
_LAST_WORD = re.compile(r"[^\W\d]\w*\Z")


def drop_echo(text: str, context: Context) -> str | Drop:
    """The text without what it repeats, however often it does; dropped if nothing new remains."""
    rest = text
    while (less := _without_echo(rest, context)) != rest:
        rest = less
    return rest if rest.strip() or not text.strip() else ECHO


def _without_echo(text: str, context: Context) -> str:
    start = len(text) - len(text.lstrip())
    lines = text[text.rfind("\n", 0, start) + 1 :].split("\n")
    counts = (each(lines, context) for each in (_lines_repeated, _lines_retold, _imports_repeated))
    count = next(filter(None, counts), 0)
    rest = "\n".join(lines[count:]) if count else text
    return _without_line_prefix(rest, context, sure=bool(count))


def _lines_repeated(lines: list[str], context: Context) -> int:
    """How many lines at the start of the reply are the last ones above the cursor."""
    above = [line.strip() for line in lines_above(context, LOOK_BACK)]
    here = context.line_prefix.strip()
    stripped = [line.strip() for line in lines]
    for count in range(min(len(above), len(lines)), 0, -1):
        if above[-count:] != stripped[:count] or not stripped[0] or _is_row(above, count):
            continue
        if here:
            repeats = count < len(lines) and stripped[count].startswith(here)
        else:
            filled = [line for line in stripped[:count] if line]
            several = len(filled) > 1 and _letters("".join(filled)) >= LEAST
            comment = line_comment(context)
            comments = bool(comment) and filled[-1].startswith(comment) and _letters(filled[-1]) >= LEAST
            repeats = several or comments or opens_block(filled[-1]) or _letters(filled[-1]) >= LONG
        if repeats:
            return count
    return 0


def _lines_retold(lines: list[str], context: Context) -> int:
    """How many lines at the start of the reply are those above the cursor, with small differences.

    They go from the head of a definition that the cursor is in to the last line above it.
    """
    above = [line for line in lines_above(context, MOST_RETOLD) if line.strip()]
    told = [(number, line) for number, line in enumerate(lines[: 2 * MOST_RETOLD]) if line.strip()]
    here, column = context.line_prefix.strip(), depth(context.line_prefix)
    for count in range(min(len(above), len(told)), 0, -1):
        pairs = list(zip(above[-count:], (line for _, line in told[:count]), strict=True))
        head = pairs[0][0]
        if not opens_block(head) or _FLOW.match(head) or depth(head) >= column:
            continue
        if not all(_is_alike(line, mine) for line, mine in pairs):
            continue
        if count > 1 and not here:
            return told[count - 1][0] + 1
        # A head alone may be that of a function inside: its body would stand deeper than the cursor.
        follows = told[count][1] if count < len(told) else ""
        if follows and (follows.strip().startswith(here) if here else depth(follows) == column):
            return told[count - 1][0] + 1
    return 0


def _imports_repeated(lines: list[str], context: Context) -> int:
    """How many lines at the start of the reply are imports that the file has already.

    Inside a line they count only if the other lines above follow.
    """
    head, count = f"\n{context.document.text[: context.focus.start]}", 0
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        whole = _IMPORT.match(line) and not line.rstrip().endswith(("{", "("))
        again = f"\n{line.rstrip()}\n" in head or (line.startswith("package ") and "\npackage " in head)
        if not (whole and again):
            break
        count = number + 1
    if count and context.line_prefix.strip():
        retold = _lines_retold(lines[count:], context)
        return count + retold if retold else 0
    return count


def _is_alike(one: str, other: str) -> bool:
    """Whether two lines differ little: in blanks, in quotes, in a name."""
    a, b = ("".join(line.split()).replace("'", '"') for line in (one, other))
    if a == b or not a or not b:
        return a == b
    if abs(len(a) - len(b)) > max(len(a), len(b)) * (1 - ALIKE) * 2:
        return False
    return SequenceMatcher(None, a, b, autojunk=False).ratio() >= ALIKE


def _is_row(above: list[str], count: int) -> bool:
    """Whether the last ``count`` lines above are there twice already, so that once more is no echo."""
    return len(above) >= 2 * count and above[-count:] == above[-2 * count : -count]


def _without_line_prefix(text: str, context: Context, *, sure: bool) -> str:
    prefix = context.line_prefix
    here = prefix.strip()
    start = text.lstrip()
    sure = sure or (prefix[:1].isspace() and text.startswith(prefix))
    if here and start.startswith(here) and (sure or _is_telling(here, line_comment(context))):
        rest = start[len(here) :]
        if prefix[-1].isspace() and re.match(r"\w\w", here[-1] + rest[:1]):
            return text  # another word that begins as this one does
        return rest.lstrip(" \t") if prefix[-1:].isspace() else rest
    for last in (_LAST_NAME.search(prefix), _LAST_WORD.search(prefix)):
        if last and len(last.group()) >= LEAST and re.match(rf"{re.escape(last.group())}\w", text):
            return text[len(last.group()) :]
    return text


def _letters(line: str) -> int:
    return sum(map(str.isalpha, line))


def _is_telling(here: str, comment: str) -> bool:
    """Whether the start of a line says enough that no one would write it twice in a row."""
    if comment and here.startswith(comment):
        return True
    if _ROW.fullmatch(here) or _TAG.fullmatch(here) or not any(map(str.isalpha, here)):
        return False
    return sum(map(str.isalnum, here)) >= LEAST or " " in here
