"""Quotations with their middle left out.

    def total(points):\n    # ...\n    return result

The parts round the mark are looked for in their order, and what stands between them in the file takes the
mark's place, in the quotation and in the new text alike.  Only one way to find them may be there.
"""

import re
from collections.abc import Callable, Sequence

from m2lsp.edits.likeness import loose
from m2lsp.edits.placeholder import placeholder
from m2lsp.edits.source import Source, is_blank

_DOTS = re.compile(r"\s*(?://|#|--|/\*|<!--|;+|%+|\{/\*)?\s*[\[(]?(?:\.{3,}|…)[\])]?\s*(?:\*/\}?|-->)?\s*")

_Way = list[tuple[int, int]]
"""What lies between each two parts: from the end of one to the start of the next, blank lines not counted."""

# So many lines may have been left out at once.
MOST = 400


def is_elision(line: str) -> bool:
    """Whether a line stands for others that were left out."""
    return bool(_DOTS.fullmatch(line)) or placeholder([line]) is not None


def filled(text: Source, quoted: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The lines of a block with the file's own in place of its marks; ``None`` if that can't be told."""
    parts, fresh = _parts(quoted), _parts(new)
    if len(parts) == 1 or len(parts) != len(fresh) or not all(any(map(_says, part)) for part in parts):
        return None
    solid = [number for number, body in enumerate(text.bodies) if not is_blank(body)]
    lines = [text.bodies[number] for number in solid]
    ways = _ways(lines, parts, str.rstrip) or _ways(lines, parts, loose)
    way = _nearest(ways)
    if way is None:
        return None
    middles = [text.bodies[solid[a - 1] + 1 : solid[b]] for a, b in way]
    return _joined(parts, middles), _joined(fresh, middles)


def _says(line: str) -> bool:
    return any(map(str.isalnum, line))


def _parts(lines: Sequence[str]) -> list[list[str]]:
    """The lines between the marks."""
    parts: list[list[str]] = [[]]
    for line in lines:
        if is_elision(line):
            parts.append([])
        else:
            parts[-1].append(line)
    return parts


def _ways(lines: Sequence[str], parts: Sequence[Sequence[str]], key: Callable[[str], str]) -> list[_Way]:
    """Every way to find the parts one behind the other, where lines of the same ``key`` are alike."""
    keys = [key(line) for line in lines]
    needles = [[key(line) for line in part if not is_blank(line)] for part in parts]
    ends = [[at + len(needles[0])] for at in _found(keys, needles[0])]
    ways: list[_Way] = [[] for _ in ends]
    for needle in needles[1:]:
        starts = _found(keys, needle)
        longer = [
            ([*way, (end[-1], at)], [*end, at + len(needle)])
            for way, end in zip(ways, ends, strict=True)
            for at in starts
            if 0 < at - end[-1] <= MOST
        ]
        ways, ends = [way for way, _ in longer], [end for _, end in longer]
        if len(ways) > MOST:
            return []
    return ways


def _nearest(ways: Sequence[_Way]) -> _Way | None:
    """The one that leaves out least, if all begin or all end in the same place.

    Who leaves out the middle of a part means its own end, not another's.
    """
    begin, end = {way[0][0] for way in ways}, {way[-1][1] for way in ways}
    if len(begin) != 1 and len(end) != 1:
        return None
    return min(ways, key=lambda way: sum(b - a for a, b in way))


def _found(keys: Sequence[str], needle: Sequence[str]) -> list[int]:
    size = len(needle)
    return [
        at for at in range(len(keys) - size + 1) if keys[at] == needle[0] and keys[at : at + size] == needle
    ]


def _joined(parts: Sequence[Sequence[str]], middles: Sequence[Sequence[str]]) -> list[str]:
    lines = list(parts[0])
    for middle, part in zip(middles, parts[1:], strict=True):
        lines += [*middle, *part]
    return lines
