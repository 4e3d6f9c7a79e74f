"""What the workspace defines of the names near the cursor: signatures, and the members of types among them.

What was learnt by measuring (the benchmarks' sheet): text that merely looks alike lowers recall, while the
signatures of names that stand near the cursor, with the members of the types among them, give most of what
can be had.  The costs below are in lines: a name so many lines from the cursor costs so much.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from m2lsp.context.view import View
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.symbol import Symbol, Symbols

_LINES = 400  # before the cursor and after it, whose names are looked up
_NAMES = 600
_TYPES = 40
_HOPS = 24
_DEAREST = 450  # what costs more is unlikely to be used
_ELSEWHERE = 15
_IN_TESTS = 200
_ONE_OF_MANY = 25
_MEMBER = 30
_HOP = 40
_AFTER = 1.5

_WORD = re.compile(r"[^\W\d]\w{2,}")
_TEST = re.compile(
    r"(^|[/_.-])(tests?|specs?|testing|fixtures?|examples?|benches|benchmarks?)([/_.-]|$)|Tests?\."
)
_TYPE_KINDS = frozenset(
    {"class", "struct", "enum", "interface", "object", "type", "implementation", "module"}
)


def definitions(view: View, room: int) -> tuple[Snippet, ...]:
    """Whole signatures, a snippet for each file, as many as fit into ``room`` tokens."""
    symbols = view.request.symbols
    if symbols is None or view.language is None:
        return ()
    chosen = _fitting(_ranked(view, symbols), view, room)
    chosen.sort(key=lambda symbol: (symbol.shown, symbol.line))
    snippets = []
    for shown, group in groupby(chosen, key=lambda symbol: symbol.shown):
        text = "\n".join(_lines(list(group)))
        snippets.append(
            Snippet(SnippetKind.DEFINITION, shown, text, "names near the cursor", view.tokens(text))
        )
    return tuple(snippets)


@dataclass(frozen=True, slots=True)
class _Near:
    """How far from the cursor each name stands, in lines."""

    names: Mapping[str, float]

    def of(self, name: str) -> float:
        return self.names.get(name, _LINES)


def _ranked(view: View, symbols: Symbols) -> list[Symbol]:
    """Best first."""
    near = _Near(_distances(view))
    cost: dict[Symbol, float] = {}
    direct = _usable(symbols.named(near.names.keys()), view)
    count = Counter(symbol.name for symbol in direct)
    for symbol in direct:
        cost[symbol] = (
            near.of(symbol.name) + _from_here(symbol, view) + _ONE_OF_MANY * (count[symbol.name] - 1)
        )
    _add_return_types(cost, near, view, symbols)
    _add_members(cost, near, view, symbols)
    return sorted((s for s in cost if cost[s] <= _DEAREST), key=lambda s: (cost[s], s.shown, s.line))


def _add_return_types(cost: dict[Symbol, float], near: _Near, view: View, symbols: Symbols) -> None:
    """The types that the nearest signatures name."""
    hops: dict[str, float] = {}
    for symbol in sorted(cost, key=lambda s: (cost[s], s.shown, s.line))[:_HOPS]:
        for name in _WORD.findall(symbol.signature):
            if name not in near.names:
                hops[name] = min(hops.get(name, _DEAREST), cost[symbol] + _HOP)
    for symbol in _usable(symbols.named(hops.keys()), view):
        if symbol.kind in _TYPE_KINDS:
            cost.setdefault(symbol, hops[symbol.name] + _from_here(symbol, view))


def _add_members(cost: dict[Symbol, float], near: _Near, view: View, symbols: Symbols) -> None:
    """What the nearest types hold, those that the file round the cursor is in included."""
    types: dict[str, float] = {}
    for symbol, price in cost.items():
        if symbol.kind in _TYPE_KINDS:
            types[symbol.name] = min(types.get(symbol.name, _DEAREST), price)
    nearest = sorted(types, key=lambda name: (types[name], name))[:_TYPES]
    for symbol in _usable(symbols.members(nearest), view):
        named = min(near.of(symbol.name), _LINES) * 0.25
        cost.setdefault(symbol, types[symbol.container] + _MEMBER + named + _from_here(symbol, view) * 0.25)


def _distances(view: View) -> dict[str, float]:
    """The names round the cursor, and in import statements, with how far away they stand."""
    document, at = view.request.document, view.request.span
    before = document.text[max(0, at.start - _LINES * 80) : at.start].split("\n")[-_LINES:]
    after = document.text[at.end : at.end + _LINES * 80].split("\n")[:_LINES]
    found: dict[str, float] = {}
    for number, line in enumerate(reversed(before)):
        for name in _WORD.findall(line):
            found.setdefault(name, number)
    for number, line in enumerate(after):
        for name in _WORD.findall(line):
            found[name] = min(found.get(name, _LINES), number * _AFTER)
    return dict(sorted(found.items(), key=lambda item: item[1])[:_NAMES])


def _usable(found: Iterable[Symbol], view: View) -> list[Symbol]:
    """Of the language's family, and not of this very document."""
    return [symbol for symbol in found if symbol.path != view.request.document.path]


def _from_here(symbol: Symbol, view: View) -> float:
    """What the way to the symbol's file costs."""
    here = PurePosixPath(view.shown_path(view.request.document))
    there = PurePosixPath(symbol.shown)
    elsewhere = 0 if here.parent == there.parent else _ELSEWHERE
    in_tests = bool(_TEST.search(symbol.shown)) and not _TEST.search(str(here))
    return elsewhere + _IN_TESTS * in_tests


def _fitting(ranked: list[Symbol], view: View, room: int) -> list[Symbol]:
    chosen: list[Symbol] = []
    paths: set[str] = set()
    shown = view.excerpt.of(view.request.document.text)
    for symbol in ranked:
        if symbol.signature in shown:
            continue
        heading = 0 if symbol.shown in paths else view.tokens(symbol.shown) + 6
        price = view.tokens(_line(symbol)) + 1 + heading
        if price > room:
            break
        room -= price
        paths.add(symbol.shown)
        chosen.append(symbol)
    return chosen


def _lines(group: list[Symbol]) -> list[str]:
    return [_line(symbol) for symbol in group]


def _line(symbol: Symbol) -> str:
    return f"{'    ' * symbol.depth}{symbol.signature}"
