"""Keeping a choice of definitions while somebody types near the place that it was made for.

To choose takes some milliseconds, and another choice breaks the server's prefix cache: both are worth it
where the cursor goes elsewhere, or a name is new that the workspace defines.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from m2lsp.context.near import words
from m2lsp.context.view import View
from m2lsp.core.symbol import Symbol, Symbols

_LINES = 25  # that the cursor may move up or down
_ROUND = 3  # lines before and after the cursor's own in which a new name counts
_KEPT = 16  # documents

Choose = Callable[[View, Symbols, int], tuple[Symbol, ...]]


@dataclass(frozen=True, slots=True)
class _Choice:
    place: tuple[object, ...]
    line: int
    names: frozenset[str]
    chosen: tuple[Symbol, ...]


_choices: "OrderedDict[str, _Choice]" = OrderedDict()
_lock = Lock()


def kept_while_near(view: View, symbols: Symbols, room: int, choose: Choose) -> tuple[Symbol, ...]:
    """What was chosen before, if the request is hurried and that still serves; else anew."""
    document = view.request.document
    place = (room, view.language, symbols.version(), view.request.folders)
    line = document.line_of(view.request.span.start)
    names = _names_round(view, line)
    with _lock:
        last = _choices.get(document.uri)
    if view.request.hurried and last and last.place == place and abs(last.line - line) <= _LINES:
        new = names - last.names
        if not new or not symbols.named(new):
            if new:
                _keep(document.uri, _Choice(place, last.line, last.names | new, last.chosen))
            return last.chosen
    chosen = choose(view, symbols, room)
    _keep(document.uri, _Choice(place, line, names, chosen))
    return chosen


def _keep(uri: str, choice: _Choice) -> None:
    with _lock:
        _choices[uri] = choice
        _choices.move_to_end(uri)
        while len(_choices) > _KEPT:
            _choices.popitem(last=False)


def _names_round(view: View, line: int) -> frozenset[str]:
    """The names near the cursor; not those of its own line, where a word may be half written."""
    document = view.request.document
    last = len(document.starts) - 1
    above = range(max(0, line - _ROUND), line)
    below = range(line + 1, min(last, line + _ROUND) + 1)
    return frozenset(
        name for n in (*above, *below) for name in words(document.line_span(n).of(document.text))
    )
