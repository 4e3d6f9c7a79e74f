"""Indentation learned from lines that stand in two places, and given to new lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd

_TAB = 8  # columns, only to compare depths; any width above that of a level will do
_DEFAULT_STEP = 4  # spaces a level where the lines do not tell


def indent_of(line: str) -> str:
    """The spaces and tabs that a line begins with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def depth(indent: str) -> int:
    """The width of an indentation in columns."""
    return len(indent.expandtabs(_TAB))


def step(lines: Iterable[str]) -> int:
    """How many spaces a level takes: the most common way from a line to a deeper next one."""
    indents = [len(indent) for line in lines if line.strip() and "\t" not in (indent := indent_of(line))]
    rises = Counter(b - a for a, b in pairwise(indents) if b > a)
    return rises.most_common(1)[0][0] if rises else _DEFAULT_STEP


def uses_tabs(lines: Iterable[str]) -> bool | None:
    """Whether most indented lines begin with a tab; ``None`` if no line is indented."""
    firsts = Counter(line[0] for line in lines if line.strip() and line[0] in " \t")
    return firsts["\t"] > firsts[" "] if firsts else None


@dataclass(frozen=True, slots=True)
class Shift:
    """How deep a line belongs, by its depth in the model's text.

    ``known`` pairs indentations there with those in the file; ``unit`` is the same amount of
    indentation, there and in the file, for depths that no known line has.
    """

    known: tuple[tuple[str, str], ...] = ()
    unit: tuple[str, str] = ("", "")

    def of(self, line: str) -> str:
        """The line as deep as it belongs in the file; a blank one as it is, and all if nothing is known."""
        indent = indent_of(line)
        if not line.strip() or not self.known:
            return line
        return self._indent(indent) + line[len(indent) :]

    def _indent(self, indent: str) -> str:
        table = dict(self.known)
        bases = [known for known in table if indent.startswith(known)]
        if bases:
            base = max(bases, key=len)
            return table[base] + self._convert(indent[len(base) :])
        deeper = [known for known in table if known.startswith(indent)]
        if not deeper:
            return indent
        nearest = min(deeper, key=len)
        surplus = self._convert(nearest[len(indent) :])
        return table[nearest][: max(0, len(table[nearest]) - len(surplus))]

    def _convert(self, extra: str) -> str:
        """Indentation beyond a known one, in the file's own manner."""
        theirs, ours = self.unit
        if theirs == ours or set(extra) != set(theirs):
            return extra
        levels, rest = divmod(len(extra), len(theirs))
        return ours * levels + " " * rest


def learn(pairs: Iterable[tuple[str, str]], quoted: Sequence[str], file: Sequence[str]) -> Shift | None:
    """The shift from pairs of alike lines (quoted, in the file); ``None`` if they contradict each other.

    ``quoted`` and ``file`` are more lines of either side, from which the size of a level is taken
    where the pairs do not show it.
    """
    table: dict[str, str] = {}
    for theirs, ours in pairs:
        if table.setdefault(indent_of(theirs), indent_of(ours)) != indent_of(ours):
            return None
    known = tuple(sorted(table.items(), key=lambda pair: depth(pair[0])))
    if any(depth(a[1]) > depth(b[1]) for a, b in pairwise(known)):
        return None
    return Shift(known, _unit(known, quoted, file))


def _unit(known: tuple[tuple[str, str], ...], quoted: Sequence[str], file: Sequence[str]) -> tuple[str, str]:
    for (theirs, ours), (deeper, our_deeper) in pairwise(known):
        if deeper.startswith(theirs) and our_deeper.startswith(ours) and our_deeper != ours:
            return _least(deeper[len(theirs) :], our_deeper[len(ours) :])
    tabs = uses_tabs(quoted), uses_tabs(file)
    if tabs == (False, True):
        return " " * step(quoted), "\t"
    if tabs == (True, False):
        return "\t", " " * step(file)
    return "", ""


def _least(theirs: str, ours: str) -> tuple[str, str]:
    """The smallest amount that both steps are a multiple of."""
    if len(set(theirs)) != 1 or len(set(ours)) != 1:
        return "", ""
    times = gcd(len(theirs), len(ours))
    return theirs[: len(theirs) // times], ours[: len(ours) // times]
