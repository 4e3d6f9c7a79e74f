"""Line numbers that a model quotes with the code it was shown.

12 | total = 0\n13 | return total  ->  total = 0\nreturn total
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from m2lsp.edits.source import is_blank

_NUMBER = re.compile(r"\s*\[?L?0*(?P<number>\d+)\]?(?=[\s|:→.│]|$)")

# Where a model left out blank lines their numbers are missing, and one that it added has none of its own.
SKIPPED = 3

# What stands between the number and the code, the likelier first: of a blank it can't be told whether it
# belongs to the code.
_BETWEEN = (" | ", "| ", "|", ": ", ":", "→", "\t", ". ", " │ ", "│", "  ", " ")


def unnumbered(quoted: Sequence[str], new: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The lines of a block without their numbers, in each way in which they can be read.

    All quoted lines that are not blank must be numbered, without a gap; of the new ones some may be.
    """
    found = [_NUMBER.match(line) for line in quoted if not is_blank(line)]
    numbers = [int(each["number"]) for each in found if each]
    if len(numbers) < len(found) or any(not 0 <= b - a <= SKIPPED for a, b in pairwise(numbers)):
        return
    for between in _BETWEEN:
        old = [_without(line, between) for line in quoted]
        if old and all(line is not None for line in old):
            yield [line or "" for line in old], [_without(line, between, line) or "" for line in new]


def _without(line: str, between: str, otherwise: str | None = None) -> str | None:
    """The line behind its number and ``between``; ``otherwise`` if it has none."""
    number = _NUMBER.match(line)
    if number is None:
        return line if is_blank(line) else otherwise
    rest = line[number.end() :]
    if rest.startswith(between):
        return rest[len(between) :]
    return "" if rest.strip() == between.strip() else otherwise
