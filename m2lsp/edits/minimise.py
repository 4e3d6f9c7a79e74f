"""The least change that turns one text into another.

Lines that stay are not touched, so that cursors, marks, folds and the blame of a line survive;
inside changed lines what is equal at both ends is left out too.
"""

import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.text import Span, split_lines

# Above this product of line counts texts are compared in parts, and frequent lines are left out of
# account in parts that are still as long: difflib's time grows with the square of the lines' number.
_EXACT = 4_000_000

_JOINERS = "\u200d\ufe0e\ufe0f"  # zero-width joiner, variation selectors


def minimise(document: Document, after: str) -> DocumentEdit:
    """The edits of ``document`` that give ``after``: sorted, apart from each other, as small as can be.

    No edit begins or ends inside a line end, a surrogate pair, or a character with its accents.
    """
    return narrow(document, [Edit(Span(0, len(document.text)), after)])


def narrow(document: Document, edits: Iterable[Edit]) -> DocumentEdit:
    """The same edits, each without what it leaves as it is, and never reaching outside its own span.

    A comparison of the whole texts may count a repeated line (a closing bracket) as added after the
    span that was replaced; this one can't.
    """
    parts = (part for e in sorted(edits) for part in _edits(e.span.of(document.text), e.new, e.span.start))
    return DocumentEdit(document, tuple(parts))


def _edits(before: str, after: str, at: int) -> Iterator[Edit]:
    if before == after:
        return
    for old, new in _parts(split_lines(before), split_lines(after)):
        matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > _EXACT)
        for kind, i, i_end, j, j_end in matcher.get_opcodes():
            rows = [old[i:i_end]], [new[j:j_end]]
            if kind == "replace" and i_end - i == j_end - j:
                rows = [[line] for line in old[i:i_end]], [[line] for line in new[j:j_end]]
            for gone, come in zip(*rows, strict=True):
                a, b = "".join(gone), "".join(come)
                if a != b:
                    yield trimmed(a, b, at)
                at += len(a)


def _parts(old: list[str], new: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """The texts in corresponding parts, small enough to compare: long ones are cut at lines like no other."""
    i = j = 0
    if len(old) * len(new) > _EXACT:
        for next_i, next_j in _anchors(old, new):
            yield old[i:next_i], new[j:next_j]
            i, j = next_i, next_j
    yield old[i:], new[j:]


def _anchors(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Lines that occur once in either text, as many as keep their order (patience diff)."""
    there, often = {line: n for n, line in enumerate(new)}, (Counter(old), Counter(new))
    pairs = [(n, there[line]) for n, line in enumerate(old) if often[0][line] == often[1][line] == 1]
    tops: list[int] = []  # the smallest last place in ``new`` of a row of each length
    before: list[int] = []  # for each pair the length of the longest row that it ends, less one
    for _, place in pairs:
        length = bisect_left(tops, place)
        tops[length : length + 1] = [place]
        before.append(length)
    found: list[tuple[int, int]] = []
    length = len(tops) - 1
    for pair, ends in zip(reversed(pairs), reversed(before), strict=True):
        if ends == length and (not found or pair[1] < found[-1][1]):
            found.append(pair)
            length -= 1
    return found[::-1]


def trimmed(old: str, new: str, at: int) -> Edit:
    """The edit of ``old``, which stands at offset ``at``, without what both have at either end."""
    start = _shared(old, new)
    while start and (_joined(old, start) or _joined(new, start)):
        start -= 1
    end = min(_shared(old[::-1], new[::-1]), min(len(old), len(new)) - start)
    while end and (_joined(old, len(old) - end) or _joined(new, len(new) - end)):
        end -= 1
    return Edit(Span(at + start, at + len(old) - end), new[start : len(new) - end])


def _shared(a: str, b: str) -> int:
    """How many characters both begin with."""
    return next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of ``at`` are one for the reader or for the editor."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if left.isascii() and right.isascii():
        return left == "\r" and right == "\n"
    return (
        bool(unicodedata.combining(right))
        or left in _JOINERS
        or right in _JOINERS
        or "\ud800" <= left <= "\udbff"
        or (_is_half(left) and _is_half(right))
        or "\U0001f3fb" <= right <= "\U0001f3ff"  # skin tones
    )


def _is_half(char: str) -> bool:
    """Whether two of it may be one flag."""
    return "\U0001f1e6" <= char <= "\U0001f1ff"
