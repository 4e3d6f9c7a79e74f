"""What other language servers know of the names near the cursor: of libraries above all."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import PurePath

from m2lsp.context.view import View
from m2lsp.core.neighbour import Neighbour, Relation
from m2lsp.core.snippet import Snippet, SnippetKind


def neighbours(view: View, room: int) -> tuple[Snippet, ...]:
    """As many as fit, in the order in which they were heard of, so that a new one leaves those before it.

    What the excerpt shows is left out; while one types, also what the index has: it is chosen there.
    """
    found: list[Snippet] = []
    fitting = list(_fitting(view, room))
    for (shown, relation), group in groupby(fitting, key=lambda item: (item[0], item[1].relation)):
        told = [neighbour for _, neighbour in group]
        text = "\n".join(neighbour.text for neighbour in told)
        tokens = view.tokens(text) + view.tokens(f"{shown}:\n")
        found.append(Snippet(SnippetKind.NEIGHBOUR, shown, text, _reason(relation, told), tokens))
    return tuple(found)


def _fitting(view: View, room: int) -> Iterator[tuple[str, Neighbour]]:
    excerpt = view.excerpt.of(view.request.document.text)
    told: set[tuple[str, str]] = set()
    for shown, neighbour in _not_indexed(view):
        if neighbour.text in excerpt or (shown, neighbour.text) in told:
            continue
        price = view.tokens(f"{neighbour.text}\n") + view.tokens(f"{shown}:\n")
        if price > room:
            return
        room -= price
        told.add((shown, neighbour.text))
        yield shown, neighbour


def _not_indexed(view: View) -> Iterator[tuple[str, Neighbour]]:
    given, symbols = view.request.neighbours, view.request.symbols
    indexed: set[tuple[str, str]] = set()
    if given and symbols and view.request.hurried:
        indexed = {(symbol.name, symbol.shown) for symbol in symbols.named({each.name for each in given})}
    for neighbour in given:
        shown = _shown(neighbour, view)
        if neighbour.relation is Relation.REFERENCE or (neighbour.name, shown) not in indexed:
            yield shown, neighbour


def _shown(neighbour: Neighbour, view: View) -> str:
    """The path in the workspace, else no more than the last two parts: what is before them is the user's."""
    path = neighbour.path
    for folder in view.request.folders:
        if path and path.is_relative_to(folder):
            return path.relative_to(folder).as_posix()
    parts = PurePath(path or neighbour.uri.partition("?")[0]).parts
    return "/".join(parts[-2:])


def _reason(relation: Relation, told: Iterable[Neighbour]) -> str:
    names = ", ".join(dict.fromkeys(neighbour.name for neighbour in told))
    return f"{relation} of {names}, by another language server"
