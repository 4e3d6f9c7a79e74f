"""Cut a reply that repeats itself without end at the first repetition.

    y = 1\ny = 1\ny = 1\ny = 1\ny = 1\ny = 1\n  ->  y = 1

Endless means that the repetition runs up to the end of the reply: rows of data or match arms that are
alike and then go on to something else are honest and stay, and so do a few equal lines.
"""

import re
from itertools import pairwise

from m2lsp.core.context import Context

# A block of up to so many lines can be what is repeated.
LONGEST_BLOCK = 12

# So many equal lines are endless, or so many equal blocks of lines.
LEAST_LINES, LEAST_BLOCKS = 6, 3

# So many lines that differ in a number only, which counts up, are endless, the last one left out.
LEAST_COUNTED = 16
_NUMBER = re.compile(r"\d{1,9}")

# A row of so many equal characters may be meant.
FILLING = 120

# Eight or more equal parts of a line, two to sixty characters each.
_PARTS = re.compile(r"(?P<part>.{2,60}?)(?P=part){7,}\Z")


def drop_repetition(text: str, context: Context) -> str:
    """The text with the first of its repeated blocks only."""
    lines = text.rstrip().split("\n")
    end = _repeated_from(lines)
    if end is None:
        end = _counted_from(lines)
    if end is not None:
        return "\n".join(lines[:end])
    return _without_parts(text.rstrip(), text)


def _counted_from(lines: list[str]) -> int | None:
    """The number of the line at which counting begins that goes on to the end: ``x1 = 1``, ``x2 = 2``."""
    keys = [_NUMBER.sub("#", line.strip()) for line in lines]
    start = _start_of_run(keys, 1) if len(keys) > 1 else len(keys)
    run = [list(map(int, _NUMBER.findall(line))) for line in lines[start:-1]]
    if len(run) < LEAST_COUNTED or not run[0] or not any(map(str.isalpha, keys[start])):
        return None
    steps = ({b - a for a, b in pairwise(column)} for column in zip(*run, strict=True))
    return start + 1 if all(step in ({0}, {1}) for step in steps) else None


def _repeated_from(lines: list[str]) -> int | None:
    """The number of the line at which the endless part repeats for the first time.

    The last line may be unfinished.  Indentation is not looked at.
    """
    keys = [line.strip() for line in lines]
    for size in range(1, min(LONGEST_BLOCK, len(keys) // 2) + 1):
        start = _start_of_run(keys, size)
        least = LEAST_LINES if size == 1 else LEAST_BLOCKS
        if len(keys) - start >= least * size and any(any(map(str.isalnum, key)) for key in keys[start:]):
            return start + size
    return None


def _start_of_run(keys: list[str], size: int) -> int:
    """Where the run starts in which every line equals the one ``size`` lines before it."""
    last = len(keys) - 1
    if not keys[last - size].startswith(keys[last]):
        return len(keys)
    at = last - 1
    while at >= size and keys[at] == keys[at - size]:
        at -= 1
    return at + 1 - size


def _without_parts(stripped: str, text: str) -> str:
    line = stripped.rfind("\n") + 1
    found = _PARTS.search(stripped, line)
    if found is None or not any(map(str.isalpha, found["part"])) or _is_filling(found):
        return text
    return text[: found.start() + len(found["part"])]


def _is_filling(found: re.Match[str]) -> bool:
    """Whether one character fills a line, as in a test's data: ``AAAAAAAA``."""
    return len(set(found.group())) == 1 and len(found.group()) <= FILLING
