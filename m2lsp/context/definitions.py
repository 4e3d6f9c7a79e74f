"""Definitions that the code at the cursor is likely to need, from this document and the whole workspace.

What was learnt by measuring (the benchmarks' sheet): text that merely looks alike lowers recall, while the
signatures of names that stand near the cursor, with the members of the types among them, give most of what
can be had.
"""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from m2lsp.context.candidates import candidates
from m2lsp.context.choice import kept_while_near
from m2lsp.context.likelihood import log_odds
from m2lsp.context.view import View
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.symbol import Symbol, Symbols

_SIGNATURE = 80  # characters of a signature that are shown
_BEHIND = 30  # but so many behind the name in any case
_UNLIKELY = -8.0  # log-odds below which a definition is not worth its tokens
_PRICE = 0.6  # how much the length of a signature counts against it: the power of the price
_AGAIN = 1.0  # what a name's next definition loses, for each that is before it
_MISSES = 12  # so many in a row that do not fit, and there is no room

REASON = "likely to be needed here"


def definitions(view: View, room: int) -> tuple[Snippet, ...]:
    """Whole signatures, a snippet for each file, as many as fit into ``room`` tokens."""
    symbols = view.request.symbols
    if symbols is None or view.language is None or room <= 0:
        return ()
    chosen = kept_while_near(view, symbols, room, _chosen)
    own = view.shown_path(view.request.document)
    found = []
    for shown, group in groupby(chosen, key=lambda symbol: symbol.shown):
        kind = SnippetKind.OUTLINE if shown == own else SnippetKind.DEFINITION
        text = "\n".join(_lines(list(group)))
        found.append(Snippet(kind, shown, text, REASON, view.tokens(text) + _heading(shown, view)))
    return tuple(found)


def _chosen(view: View, symbols: Symbols, room: int) -> tuple[Symbol, ...]:
    """By file and line."""
    shown = view.excerpt.of(view.request.document.text)
    chosen: list[Symbol] = []
    told: set[tuple[str, str]] = set()
    misses = 0
    for symbol in _ranked(view, symbols):
        line = _line(symbol)
        if line in shown or ("", line) in told:
            continue
        price, new = _price(symbol, line, told, view)
        if price <= room:
            room -= price
            misses = 0
            told |= {*new, ("", line)}
            chosen.append(symbol)
        elif (misses := misses + 1) >= _MISSES:
            break
    return tuple(sorted(chosen, key=lambda symbol: (symbol.shown, symbol.line)))


def _price(
    symbol: Symbol, line: str, told: set[tuple[str, str]], view: View
) -> tuple[int, set[tuple[str, str]]]:
    """What the line costs in tokens, with the headings that it needs and that were not told before."""
    price = view.tokens(f"{line}\n")
    new = {(symbol.shown, ""), (symbol.shown, symbol.container)} - told
    if (symbol.shown, "") in new:
        price += _heading(symbol.shown, view)
    if symbol.container and (symbol.shown, symbol.container) in new:
        price += view.tokens(f"{symbol.container}:\n")
    return price, new | {(symbol.shown, symbol.name)}


def _heading(shown: str, view: View) -> int:
    return view.tokens(f"{shown}:\n")


def _ranked(view: View, symbols: Symbols) -> list[Symbol]:
    """Best first: likely, cheap, and not yet another definition of the same name."""
    found = candidates(view, symbols)
    worth = [(_worth(likely, symbol), symbol) for likely, symbol in log_odds(found) if likely > _UNLIKELY]
    worth.sort(key=_first, reverse=True)
    before: Counter[str] = Counter()
    again = []
    for value, symbol in worth:
        again.append((value - _AGAIN * before[symbol.name], symbol))
        before[symbol.name] += 1
    again.sort(key=_first, reverse=True)
    return [symbol for _, symbol in again]


def _worth(likely: float, symbol: Symbol) -> float:
    return -math.log1p(math.exp(-likely)) - _PRICE * math.log(min(len(symbol.signature), _SIGNATURE) + 10)


def _first(item: tuple[float, Symbol]) -> float:
    return item[0]


def _lines(group: list[Symbol]) -> Iterator[str]:
    """The lines of one file; a type that is not there itself is named above its members."""
    types = {symbol.name for symbol in group}
    told = ""
    for symbol in group:
        if symbol.depth and symbol.container not in types and symbol.container != told:
            told = symbol.container
            yield f"{told}:"
        yield f"{'    ' * min(symbol.depth, 1)}{_line(symbol)}"


def _line(symbol: Symbol) -> str:
    text = f"{symbol.signature}," if symbol.kind == "enum_member" else symbol.signature
    end = max(_SIGNATURE, text.find(symbol.name) + len(symbol.name) + _BEHIND)
    return text if len(text) <= end else f"{text[: end - 2]} …"
