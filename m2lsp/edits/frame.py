"""The manner in which a block is written, when that is not the file's.

A model that quotes with other indentation mostly writes the new lines so too; but some quote loosely
and write the new lines as the file has them.  The lines that both parts share tell which it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from m2lsp.edits.align import Match
from m2lsp.edits.indentation import Shift, indent_of, learn
from m2lsp.edits.likeness import Drift
from m2lsp.edits.source import is_blank

_AS_IT_IS = Shift()


@dataclass(frozen=True, slots=True)
class Frame:
    """Quoted and new lines in one manner, and the shift that brings the new ones into the file's."""

    quoted: Sequence[str]
    new: Sequence[str]
    shift: Shift = _AS_IT_IS


def frame(match: Match, quoted: Sequence[str], new: Sequence[str]) -> Frame | None:
    """How a block is written; ``None`` if it can't be told how deep its new lines belong."""
    if not match.drift:
        return Frame(quoted, new)
    quoted, new = _without_noise(match, quoted, new)
    file = [
        line if row is None else match.source.bodies[row]
        for line, row in zip(quoted, match.rows, strict=True)
    ]
    if not _begins_as(quoted, new, file) and _likeness(file, new) > _likeness(quoted, new):
        return Frame(file, new)
    if not match.drift & Drift.INDENT:
        return Frame(quoted, new)
    bare = _with_first_indent(quoted, file, new)
    if bare is not None:
        return bare
    pairs = [(a, b) for a, b in zip(quoted, file, strict=True) if not is_blank(a)]
    shift = learn(pairs, (*quoted, *new), (*file, *match.source.bodies))
    return Frame(quoted, new, shift) if shift else None


def _without_noise(
    match: Match, quoted: Sequence[str], new: Sequence[str]
) -> tuple[Sequence[str], Sequence[str]]:
    """Both parts without white space at line ends, if the quotation has some that the file has not."""
    noisy = any(
        line != line.rstrip() and (row is None or match.source.bodies[row] == line.rstrip())
        for line, row in zip(quoted, match.rows, strict=True)
    )
    return ([q.rstrip() for q in quoted], [n.rstrip() for n in new]) if noisy else (quoted, new)


def _with_first_indent(quoted: Sequence[str], file: Sequence[str], new: Sequence[str]) -> Frame | None:
    """A block that lost the indentation of its first line only, with that put back."""
    rest = [(a, b) for a, b in zip(quoted[1:], file[1:], strict=True) if not is_blank(a)]
    if indent_of(quoted[0]) or not rest or any(indent_of(a) != indent_of(b) for a, b in rest):
        return None
    lost = new and not is_blank(new[0]) and not indent_of(new[0])
    return Frame(file, [indent_of(file[0]) + new[0], *new[1:]] if lost else new)


def _begins_as(quoted: Sequence[str], new: Sequence[str], file: Sequence[str]) -> bool:
    """Whether the new lines begin as deep as the quoted ones do, and the file does not.

    Shared lines alone would mislead where a block wraps what it quotes: then its lines stand one
    level deeper, which may be just what the quotation lost.
    """
    first = [
        next((indent_of(line) for line in part if not is_blank(line)), "") for part in (quoted, new, file)
    ]
    return first[0] == first[1] != first[2]


def _likeness(lines: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How much ``new`` is written as ``lines`` are: whole lines it shares, then depths it shares."""
    solid = [line for line in new if not is_blank(line)]
    shared = {line.rstrip() for line in lines}
    depths = {indent_of(line) for line in lines if not is_blank(line)}
    return sum(line.rstrip() in shared for line in solid), sum(indent_of(line) in depths for line in solid)
