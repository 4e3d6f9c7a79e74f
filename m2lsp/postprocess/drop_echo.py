"""Take away what the reply repeats of the text before the cursor.

    x = total(ˇ     x = total(points)  ->  points)

The model may begin again at the start of the line, some lines above it, or at the word that is being
typed.  Honest repetition stays: nested tags of one name, a row of data, the same short line once more.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.indents import opens_block
from m2lsp.postprocess.surroundings import line_comment, lines_above

ECHO = Drop("echo", "The model only repeated what is before the cursor.")

# How many lines above the cursor a reply may begin again at.
LOOK_BACK = 60

# A single word of fewer characters is too little to call an echo.
LEAST = 3

# A whole line with so many letters is no line that stands there twice by right.
LONG = 16

_ROW = re.compile(r"""(?:(?:"[^"]*"|'[^']*'|[\w.+\-]+)\s*[,;|]\s*)+""")
_TAG = re.compile(r"<[^<>]+>")
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
    count = _lines_repeated(lines, context)
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
        return rest.lstrip(" \t") if prefix[-1:].isspace() else rest
    word = _LAST_WORD.search(prefix)
    if word and len(word.group()) >= LEAST and re.match(rf"{re.escape(word.group())}\w", text):
        return text[len(word.group()) :]
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
