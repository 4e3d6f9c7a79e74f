"""A block as a change of the lines it quotes, made to the file's own lines.

What the model quotes and leaves as it is, stays as the *file* has it, however it was quoted;
only lines that the block really changes come from the model.  A blank line that the quotation left
out is not removed for that.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from m2lsp.core.text import dominant_eol
from m2lsp.edits.align import Match
from m2lsp.edits.frame import frame
from m2lsp.edits.source import Source, is_blank


@dataclass(slots=True)
class _Lines:
    """The new text of the place as it grows, line by line.

    Blank lines that the quotation left out (a gap) and blank lines that the model writes at the same
    place are the same lines: ``slack`` counts those at the end that a gap may share, ``credit`` those
    of a gap that the model's may share.
    """

    out: list[tuple[str, str]] = field(default_factory=list)
    slack: int = 0
    credit: int = 0

    def keep(self, body: str, end: str) -> None:
        self.out.append((body, end))
        self.slack = self.credit = 0

    def gap(self, lines: Sequence[tuple[str, str]]) -> None:
        more = lines[self.slack :]
        self.out += more
        self.slack += len(more)
        self.credit = len(lines)

    def write(self, body: str) -> None:
        if is_blank(body) and self.credit:
            self.credit -= 1
            return
        self.out.append((body, ""))
        self.slack = self.slack + 1 if is_blank(body) else 0
        self.credit = 0


def merged(match: Match, quoted: Sequence[str], new: Sequence[str]) -> str | None:
    """The new text of ``match.span``; ``None`` if it can't be told how deep the new lines belong."""
    manner = frame(match, quoted, new)
    if manner is None:
        return None
    lines, text = _Lines(), match.source
    at = match.first
    for kind, (i, i_end), fresh in _steps(manner.quoted, manner.new):
        rows = [row for row in match.rows[i:i_end] if row is not None]
        if rows and not (kind == "delete" and i_end == len(quoted)):
            lines.gap([(text.bodies[row], text.end_of(row)) for row in range(at, rows[0])])
        if kind == "insert" and fresh and is_blank(fresh[0]):
            stop = next((row for row in match.rows[i:] if row is not None), at)
            lines.gap([(text.bodies[row], text.end_of(row)) for row in range(at, stop)])
            at = stop
        if kind == "equal":
            for row in rows:
                lines.keep(text.bodies[row], text.end_of(row))
        for line in fresh:
            lines.write(_tidy(manner.shift.of(line), match))
        at = rows[-1] + 1 if rows else at
    return _joined(lines.out, match)


def _tidy(line: str, match: Match) -> str:
    """A new line without white space at its end, unless lines of the place have some too."""
    rows = (match.source.bodies[row] for row in match.rows if row is not None)
    return line if any(row != row.rstrip() for row in rows) else line.rstrip()


def _steps(quoted: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, tuple[int, int], Sequence[str]]]:
    """What the block does, in order: kind, the quoted lines it is about, the lines to write.

    Lines are kept and replaced one at a time, so that gaps between them keep their places.
    """
    for kind, i, i_end, j, j_end in SequenceMatcher(None, quoted, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((kind, (k, k + 1), ()) for k in range(i, i_end))
        elif i_end - i == j_end - j:
            yield from ((kind, (i + n, i + n + 1), (new[j + n],)) for n in range(i_end - i))
        else:
            yield kind, (i, i_end), new[j:j_end]


def _joined(out: Sequence[tuple[str, str]], match: Match) -> str:
    """The lines with their ends; new ones get the place's, and the last one what the place ended with."""
    eol = eol_at(match)
    last = match.source.end_of(match.last - 1)
    ends = [*(end or eol for _, end in out[:-1]), last]
    return "".join(body + end for (body, _), end in zip(out, ends, strict=False))


def eol_at(match: Match) -> str:
    """The line end in use at a place; the whole text's where the place has none."""
    text: Source = match.source
    return text.end_of(match.first) or dominant_eol(text.text)
