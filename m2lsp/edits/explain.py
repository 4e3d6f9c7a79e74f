"""Refusals in words that a model can act on."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from m2lsp.core.errors import Drop
from m2lsp.edits.likeness import loose
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import Source, is_blank

_SHOWN = 80  # characters of a line that a sentence quotes
_NAMED = 5  # places or names that a sentence lists
_ALIKE = 0.6  # of 1: less alike is no help
_COMPARED = 3000  # lines that share a word and are compared closely


def ambiguous(lines: Iterable[int]) -> Drop:
    """Several places are equally good; ``lines`` are where each begins, from 1."""
    at = list(lines)
    return Drop(
        Reason.AMBIGUOUS,
        f"The SEARCH text fits {len(at)} places ({listed(at)}). Quote more lines round the one you mean.",
    )


def listed(lines: Sequence[int]) -> str:
    """Line numbers in words: ``line 3``, ``lines 3 and 9``, the first few of many."""
    shown = [str(line) for line in lines[:_NAMED]]
    if len(lines) == 1:
        return f"line {shown[0]}"
    if len(lines) > _NAMED:
        return f"lines {', '.join(shown)} and more"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"


def named(names: Sequence[str]) -> str:
    """Names in words: ``a``, ``a and b``, the first few of many."""
    shown = [f"`{name}`" for name in names[:_NAMED]]
    if len(names) > _NAMED:
        return f"{', '.join(shown)} and {len(names) - _NAMED} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), shown[-1])))


def shown(line: str) -> str:
    """A line as a sentence quotes it."""
    line = line.strip()
    return f"`{line if len(line) <= _SHOWN else line[:_SHOWN] + '…'}`"


def not_found(text: Source, quoted: Sequence[str]) -> Drop:
    """The quoted lines are nowhere; says which line differs first and what it was nearest to."""
    where = {loose(body): number for number, body in reversed(list(enumerate(text.bodies, start=1)))}
    missing = next((q for q in quoted if not is_blank(q) and loose(q) not in where), None)
    if missing is None:
        first = next(line for line in quoted if not is_blank(line))
        why = (
            f"Its lines are there, {shown(first)} first at line {where[loose(first)]}, "
            "but not in this order without others between them"
        )
    else:
        near = _nearest(text, missing)
        at = f"; the nearest is line {near + 1}: {shown(text.bodies[near])}" if near is not None else ""
        why = f"No line reads {shown(missing)}{at}"
    return Drop(
        Reason.NOT_FOUND,
        f"The SEARCH text is not in the file. {why}. Quote consecutive lines exactly as they stand there.",
    )


def _nearest(text: Source, missing: str) -> int | None:
    """The number (from 0) of the line most like ``missing``, or ``None`` if none is like it."""
    words = set(loose(missing).split())
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(missing.strip()[:200])
    best, score = None, _ALIKE
    for number in _candidates(text, words)[:_COMPARED]:
        matcher.set_seq1(text.bodies[number].strip()[:200])
        if matcher.real_quick_ratio() > score and matcher.quick_ratio() > score and matcher.ratio() > score:
            best, score = number, matcher.ratio()
    return best


def _candidates(text: Source, words: set[str]) -> list[int]:
    """Lines worth comparing: those that share a word first, else any that is not blank."""
    solid = [number for number, body in enumerate(text.bodies) if not is_blank(body)]
    sharing = [number for number in solid if not words.isdisjoint(text.bodies[number].split())]
    return sharing or solid
