"""Quotations in which one line says something else than the file.

Only a line that the block leaves as it is may: then the file's own line stays, whatever the model wrote.
All others must stand there, in the same order, in one place only, and the line must be like the file's.
"""

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from m2lsp.edits.indentation import indent_of
from m2lsp.edits.likeness import loose
from m2lsp.edits.source import Source, is_blank

LIKE = {1: 0.85, 2: 0.75, 3: 0.75, 4: 0.5}
"""How much of a misquoted line must be the file's own (``difflib``'s ratio, 0 to 1).

By how many others are quoted rightly and say something; one of them must stand in the file only once.
"""


def corrected(text: Source, quoted: Sequence[str], new: Sequence[str]) -> tuple[list[str], list[str]] | None:
    """The lines of a block with the file's line in place of the misquoted one; ``None`` if none is."""
    solid = [number for number, body in enumerate(text.bodies) if not is_blank(body)]
    mine = [number for number, line in enumerate(quoted) if not is_blank(line)]
    keys, needle = [loose(text.bodies[n]) for n in solid], [loose(quoted[n]) for n in mine]
    first = _place(keys, needle)
    if first is None:
        return None
    rows = solid[first : first + len(mine)]
    wrong = next(n for n, key in enumerate(needle) if keys[first + n] != key)
    if not _is_like(keys[first : first + len(mine)], needle, wrong):
        return None
    shifted = any(
        indent_of(quoted[k]) != indent_of(text.bodies[row])
        for k, row in zip(mine, rows, strict=True)
        if k != mine[wrong]
    )
    right = text.bodies[rows[wrong]]
    if shifted:
        right = indent_of(quoted[mine[wrong]]) + right.lstrip()
    fresh = _kept_with(quoted, new, mine[wrong], right)
    return (_with(quoted, mine[wrong], right), fresh) if fresh else None


def _place(keys: Sequence[str], needle: Sequence[str]) -> int | None:
    """The only place at which all of the needle stands but for one line."""
    where: dict[str, list[int]] = {}
    for at, key in enumerate(keys):
        where.setdefault(key, []).append(at)
    votes = Counter(at - n for n, key in enumerate(needle) for at in where.get(key, ()))
    size = len(needle)
    found = [at for at, count in votes.items() if count == size - 1 and 0 <= at <= len(keys) - size]
    alone = len(found) == 1 and any(len(where.get(key, ())) == 1 for key in needle if _says(key))
    return found[0] if alone else None


def _is_like(keys: Sequence[str], needle: Sequence[str], wrong: int) -> bool:
    rightly = sum(_says(key) for n, key in enumerate(needle) if n != wrong)
    least = LIKE.get(min(rightly, max(LIKE)), 1.0)
    return SequenceMatcher(None, needle[wrong], keys[wrong]).ratio() >= least


def _says(key: str) -> bool:
    return any(map(str.isalnum, key))


def _kept_with(quoted: Sequence[str], new: Sequence[str], number: int, right: str) -> list[str] | None:
    """The new lines with the ``right`` line in place of the quoted one of that number.

    The block leaves that as it is, or writes it rightly; ``None`` if it changes it.
    """
    blocks = SequenceMatcher(None, quoted, new, autojunk=False).get_matching_blocks()
    at = next((b + number - a for a, b, size in blocks if a <= number < a + size), None)
    if at is not None:
        return _with(new, at, right)
    return list(new) if loose(right) in map(loose, new) else None


def _with(lines: Sequence[str], number: int, line: str) -> list[str]:
    return [*lines[:number], line, *lines[number + 1 :]]
