"""Looking definitions up: in several folders' indexes, and in open documents as they are now."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from weakref import WeakKeyDictionary

from m2lsp.core.document import Document
from m2lsp.core.symbol import SourceFile, Symbol, Symbols
from m2lsp.index.found import lines_of, open_to_all
from m2lsp.languages import Overview, known, language_of

Place = tuple[Path, str]
"""A workspace folder, and a file's path in it, with slashes."""

_TAGS = 2000
"""A document that defines more is looked up on disk: to go through them takes longer than a key may."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What several indexes say, together."""

    parts: tuple[Symbols, ...]

    def version(self) -> Hashable:
        """The versions of all."""
        return tuple(part.version() for part in self.parts)

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names."""
        return list(chain.from_iterable(part.named(names) for part in self.parts))

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""
        return list(chain.from_iterable(part.members(containers) for part in self.parts))

    def defined_in(self, files: Collection[str]) -> Sequence[Symbol]:
        """What these files define for others."""
        return list(chain.from_iterable(part.defined_in(files) for part in self.parts))

    def in_folder(self, folder: str) -> Sequence[SourceFile]:
        """The files in the folder."""
        return tuple(chain.from_iterable(part.in_folder(folder) for part in self.parts))

    def called(self, stems: Collection[str]) -> Sequence[str]:
        """The files with these names."""
        return list(chain.from_iterable(part.called(stems) for part in self.parts))


@dataclass(frozen=True, slots=True)
class WithDocuments:
    """An index, but for open documents, of which it is known better what they define."""

    index: Symbols
    documents: Mapping[Place, "_Defined"]

    def version(self) -> Hashable:
        """That of the index, and of each document."""
        return self.index.version(), tuple((place, id(d.symbols)) for place, d in self.documents.items())

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names."""
        asked = frozenset(names)
        mine = (d.by_name[name] for d in self.documents.values() for name in d.by_name.keys() & asked)
        return [*self._on_disk(self.index.named(names)), *chain.from_iterable(mine)]

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""
        asked = frozenset(containers)
        mine = (
            d.by_container[name] for d in self.documents.values() for name in d.by_container.keys() & asked
        )
        return [*self._on_disk(self.index.members(containers)), *chain.from_iterable(mine)]

    def defined_in(self, files: Collection[str]) -> Sequence[Symbol]:
        """What these files define for others."""
        mine = (d.symbols for (_, shown), d in self.documents.items() if shown in files)
        return [*self._on_disk(self.index.defined_in(files)), *chain.from_iterable(mine)]

    def in_folder(self, folder: str) -> Sequence[SourceFile]:
        """The files in the folder, as they are on disk: which names they use changes little."""
        return self.index.in_folder(folder)

    def called(self, stems: Collection[str]) -> Sequence[str]:
        """The files with these names."""
        return self.index.called(stems)

    def _on_disk(self, found: Iterable[Symbol]) -> Iterable[Symbol]:
        return (symbol for symbol in found if (symbol.folder, symbol.shown) not in self.documents)


@dataclass(frozen=True, slots=True)
class _Defined:
    """What one document defines."""

    symbols: tuple[Symbol, ...]
    by_name: Mapping[str, list[Symbol]]
    by_container: Mapping[str, list[Symbol]]


def with_documents(index: Symbols, documents: Sequence[Document], folders: Sequence[Path]) -> Symbols:
    """The index with what is known by now of these documents, of those that lie in the folders."""
    found = dict(_places(documents, tuple(folders)))
    return WithDocuments(index, found) if found else index


def _places(documents: Iterable[Document], folders: tuple[Path, ...]) -> Iterator[tuple[Place, _Defined]]:
    for document in documents:
        place = _place(document.path, folders) if document.path else None
        defined = _of_document(document, place) if place else None
        if place and defined:
            yield place, defined


@lru_cache(maxsize=256)
def _place(path: Path, folders: tuple[Path, ...]) -> Place | None:
    """Where a file lies, if it lies in one of the folders."""
    folder = next((folder for folder in folders if path.is_relative_to(folder)), None)
    return (folder, path.relative_to(folder).as_posix()) if folder else None


# What is defined by documents that are still about, each for the place it was asked for: a key asks for all
# that are open, and most have not changed.
_kept: WeakKeyDictionary[Document, tuple[Place, _Defined]] = WeakKeyDictionary()


def _of_document(document: Document, place: Place) -> _Defined | None:
    """``None`` where that is not known yet, or is too much to go through."""
    kept = _kept.get(document)
    if kept and kept[0] == place:
        return kept[1]
    language = language_of(document)
    syntax = known(document.text, language) if language else None
    overview = syntax.overview_by_now() if syntax and not syntax.provisional else None
    if language is None or overview is None or len(overview.tags) > _TAGS:
        return None
    defined = _defined(document, overview, place, language.name)
    _kept[document] = place, defined
    return defined


def _defined(document: Document, overview: Overview, place: Place, language: str) -> _Defined:
    folder, shown = place
    tags = open_to_all(overview.tags)
    symbols = tuple(
        Symbol(t.name, t.kind, folder, shown, language, line, t.signature, t.doc, t.container, t.depth)
        for t, line in zip(tags, lines_of(document.text, tags), strict=True)
    )
    by_name: dict[str, list[Symbol]] = {}
    by_container: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        by_name.setdefault(symbol.name, []).append(symbol)
        by_container.setdefault(symbol.container, []).append(symbol)
    return _Defined(symbols, by_name, by_container)
