"""Which definitions may be needed at the cursor, and by which way each was found.

- names that stand near the cursor or are imported, and what this document defines outside of the excerpt;
- the types that the signatures of the nearest of them name, one hop away;
- members of the types among all these, of the type round the cursor and of what it derives from;
- names that other files of the same folder use, and what is defined there;
- what imported files define.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath

from m2lsp.context.near import Near, near, words
from m2lsp.context.view import View
from m2lsp.core.symbol import SourceFile, Symbol, Symbols
from m2lsp.languages import Tag

TYPES = frozenset({"class", "struct", "enum", "interface", "object", "type", "implementation"})
_BODIES = frozenset({"function", "method", "constructor"})

_NEAREST = 40  # signatures that are looked through for types
_CONTAINERS = 40
_SUPERTYPES = 10
_HOP_TYPES = 20
_USED_BESIDE = 500
_BESIDE = 400
_BROUGHT = 600
_FILE = re.compile(r"[\w-]+(?=\.\w+[\">'])")  # in an import statement


@dataclass(slots=True)
class Found:
    """The candidates as they are gathered, and what tells how likely each is.

    ``own`` is the document's path in ``root``, its workspace folder, if it is in one.

    ``types`` and ``hops`` have distances in lines: of types that are named near the cursor, and of names in
    the signatures of what is.  ``around`` are the types that the cursor is in, ``above`` the names in their
    heads.  ``beside`` has for each name the share of the files in the folder that use it; ``brought`` are
    the files that are imported.
    """

    near: Near
    own: str
    root: Path | None
    symbols: dict[tuple[str, int, str], Symbol] = field(default_factory=dict)
    types: dict[str, float] = field(default_factory=dict)
    hops: dict[str, float] = field(default_factory=dict)
    around: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    beside: Mapping[str, float] = field(default_factory=dict)
    brought: set[str] = field(default_factory=set)

    def add(self, symbols: Iterable[Symbol]) -> None:
        """One more way; what this document defines comes from its text, not from the index."""
        root = self.root
        for given in symbols:
            elsewhere = root and given.folder is not root and given.folder != root
            # Two folders may have a file of the same path.
            symbol = replace(given, shown=f"../{given.folder.name}/{given.shown}") if elsewhere else given
            if symbol.shown != self.own and symbol.kind != "module":
                self.symbols.setdefault((symbol.shown, symbol.line, symbol.name), symbol)


def candidates(view: View, symbols: Symbols) -> Found:
    """All of them, a thousand or so."""
    document = view.request.document
    found = Found(near(view), view.shown_path(document), view.root(document))
    found.add(symbols.named(found.near.lines.keys()))
    _add_own(found, view)
    _add_types(found, symbols)
    _add_members(found, symbols)
    _add_beside(found, symbols)
    _add_brought(found, view, symbols)
    return found


def _add_own(found: Found, view: View) -> None:
    document = view.request.document
    overview = view.overview(document)
    at = view.request.span.start
    for tag in open_to_all(overview.tags if overview else ()):
        if tag.span.start <= at <= tag.span.end:
            found.around.update({tag.name} if tag.kind in TYPES else {tag.container} - {""})
        if tag.kind == "module":
            continue
        line = document.line_of(tag.name_span.start)
        about = (tag.signature, tag.doc, tag.container, tag.depth)
        symbol = Symbol(tag.name, tag.kind, found.root or Path(), found.own, "", line, *about)
        found.symbols[found.own, line, tag.name] = symbol
    for symbol in found.symbols.values():
        if symbol.shown == found.own and symbol.name in found.around:
            found.above.update(set(words(symbol.signature)) - {symbol.name})


def open_to_all(tags: Iterable[Tag]) -> Iterator[Tag]:
    """Without what is local to a function."""
    around: list[Tag] = []
    for tag in tags:
        around = [*around[: tag.depth], tag]
        if not any(other.kind in _BODIES for other in around[:-1]):
            yield tag


def _add_types(found: Found, symbols: Symbols) -> None:
    lines = found.near.lines
    for symbol in found.symbols.values():
        if symbol.kind in TYPES and symbol.name in lines:
            found.types[symbol.name] = lines[symbol.name]
    found.types.update(dict.fromkeys(found.around, 0.0))
    named = [symbol for symbol in found.symbols.values() if symbol.name in lines]
    for symbol in sorted(named, key=lambda symbol: lines[symbol.name])[:_NEAREST]:
        for name in words(symbol.signature):
            if name not in lines:
                found.hops[name] = min(found.hops.get(name, 1e9), lines[symbol.name])
    types = [symbol for symbol in symbols.named(found.hops.keys()) if symbol.kind in TYPES]
    kept = {symbol.name for symbol in types}
    for name in found.hops.keys() - kept:
        del found.hops[name]
    found.add(types)


def _add_members(found: Found, symbols: Symbols) -> None:
    nearest = sorted(found.types, key=lambda name: (found.types[name], name))[:_CONTAINERS]
    hops = sorted(found.hops, key=lambda name: (found.hops[name], name))[:_HOP_TYPES]
    found.add(symbols.members({*sorted(found.above)[:_SUPERTYPES], *nearest, *hops}))


def _add_beside(found: Found, symbols: Symbols) -> None:
    folder = str(PurePosixPath(found.own).parent)
    files = tuple(file for file in symbols.in_folder(folder) if file.shown != found.own)
    found.beside = used_beside(files)
    used = [name for name in found.beside if name not in found.near.lines][:_USED_BESIDE]
    found.add(symbols.named(used))
    there = symbols.defined_in([file.shown for file in files])
    found.add([symbol for symbol in there if symbol.depth == 0][:_BESIDE])


@lru_cache(maxsize=32)
def used_beside(files: tuple[SourceFile, ...]) -> Mapping[str, float]:
    """For each name in the files the share of them that it stands in; the commonest first."""
    count = Counter(name for file in files for name in file.words)
    return {name: number / len(files) for name, number in count.most_common(1500)}


def _add_brought(found: Found, view: View, symbols: Symbols) -> None:
    document = view.request.document
    overview = view.overview(document)
    stems = set(found.near.imported)
    for span in overview.imports if overview else ():
        stems.update(_FILE.findall(span.of(document.text)))
    suffix = PurePosixPath(found.own).suffix
    files = [file for file in symbols.called(stems) if file != found.own]
    found.brought.update(file for file in files if file.endswith((suffix, ".h", ".hpp")))
    there = [symbol for symbol in symbols.defined_in(found.brought) if symbol.kind != "field"]
    found.add(there[:_BROUGHT])
