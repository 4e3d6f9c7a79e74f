"""Where the text stands that a model quotes: exactly, else by what quotations commonly lose.

A quotation counts as whole lines.  It is looked for word for word; then with white space, blank
lines, indentation and typographic signs left out of account, all at once.  Of several such places
one is taken only if it forgives less than every other in every kind (``Drift.better_than``): between
a place that lacks a blank line and one that is indented otherwise nobody can choose, so neither is
taken.  Last comes a part of a line, word for word.  What a block may mean that is found in none of these ways
(line numbers, a middle left out, a misquoted line) is for ``meant``.
"""

from collections.abc import Sequence

from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, dominant_eol, with_eol
from m2lsp.edits.align import Match, align, exactly
from m2lsp.edits.explain import ambiguous, not_found
from m2lsp.edits.likeness import loose
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import Source, is_blank, source

_MANY = 64  # so many loose places are not told apart one by one


def locate(text: str, search: str) -> Span | Drop:
    """The only place that ``search`` can mean, in characters; whole lines include the last one's end."""
    place = find(source(text), search)
    return place.span if isinstance(place, Match) else place


def find(text: Source, search: str) -> Match | Span | Drop:
    """The only place that ``search`` can mean: whole lines as a match, a part of a line as a span."""
    quoted = source(search).bodies
    if all(is_blank(line) for line in quoted):
        return Drop(Reason.EMPTY, "The SEARCH part is empty. Quote the lines that are to change.")
    exact = _places(text.bodies, quoted)
    if exact:
        if len(exact) > 1:
            return ambiguous(first + 1 for first in exact)
        return exactly(text, quoted, exact[0])
    return _find_loosely(text, quoted) or _find_part(text, search) or not_found(text, quoted)


def _find_loosely(text: Source, quoted: Sequence[str]) -> Match | Drop | None:
    solid = [number for number, body in enumerate(text.bodies) if not is_blank(body)]
    needle = [loose(line) for line in quoted if not is_blank(line)]
    if not any(char.isalnum() for key in needle for char in key):
        return None  # brackets alone say nothing about a place
    starts = _places([loose(text.bodies[number]) for number in solid], needle)
    if not starts or len(starts) > _MANY:
        return ambiguous(solid[at] + 1 for at in starts) if starts else None
    matches = [align(text, quoted, solid[at : at + len(needle)]) for at in starts]
    best = [m for m in matches if all(m is n or m.drift.better_than(n.drift) for n in matches)]
    return best[0] if best else ambiguous(solid[at] + 1 for at in starts)


def _find_part(text: Source, search: str) -> Span | Drop | None:
    """A quotation that begins or ends inside a line, but never inside a word."""
    needle = part_of(search, text.text)
    if not any(char.isalnum() for char in needle):
        return None
    found = [at for at in _occurrences(text.text, needle) if _whole_words(text.text, at, len(needle))]
    if len(found) > 1:
        return ambiguous(text.line_at(at) for at in found)
    return Span(found[0], found[0] + len(needle)) if found else None


def part_of(reply: str, text: str) -> str:
    """A reply's text as a part of a line: with the line ends of ``text`` and none at its own end."""
    if reply.endswith(("\n", "\r")):
        reply = reply[: -2 if reply.endswith("\r\n") else -1]
    return with_eol(reply, dominant_eol(text))


def _whole_words(text: str, at: int, length: int) -> bool:
    end = at + length
    cut_before = at > 0 and _word(text[at - 1]) and _word(text[at])
    cut_after = end < len(text) and _word(text[end]) and _word(text[end - 1])
    return not cut_before and not cut_after


def _word(char: str) -> bool:
    return char.isalnum() or char == "_"


def _places(lines: Sequence[str], needle: Sequence[str]) -> list[int]:
    """Every index at which ``needle`` stands in ``lines``, overlapping ones too.

    Each different line becomes one character, so that the search is the string's own.
    """
    letters = {line: chr(number) for number, line in enumerate(dict.fromkeys(needle), start=1)}
    haystack = "".join([letters.get(line, "\0") for line in lines])
    return _occurrences(haystack, "".join([letters[line] for line in needle]))


def _occurrences(text: str, needle: str) -> list[int]:
    found, at = [], text.find(needle)
    while at >= 0:
        found.append(at)
        at = text.find(needle, at + 1)
    return found
