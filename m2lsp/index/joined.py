"""Looking definitions up: in several folders' indexes, and in open documents as they are now."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

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
    found: dict[Place, _Defined] = {}
    for document in documents:
        folder = next((f for f in folders if document.path and document.path.is_relative_to(f)), None)
        if folder and document.path and _overview(document):
            shown = document.path.relative_to(folder).as_posix()
            found[folder, shown] = _defined(document, folder, shown)
    return WithDocuments(index, found) if found else index


def _overview(document: Document) -> Overview | None:
    """``None`` where that is not known yet, or is too much to go through."""
    language = language_of(document)
    syntax = known(document.text, language) if language else None
    overview = syntax.overview_by_now() if syntax and not syntax.provisional else None
    return overview if overview and len(overview.tags) <= _TAGS else None


@lru_cache(maxsize=32)
def _defined(document: Document, folder: Path, shown: str) -> _Defined:
    """What a document defines whose overview is known."""
    language, overview = language_of(document), _overview(document)
    if language is None or overview is None:
        return _Defined((), {}, {})
    tags = open_to_all(overview.tags)
    symbols = tuple(
        Symbol(t.name, t.kind, folder, shown, language.name, line, t.signature, t.doc, t.container, t.depth)
        for t, line in zip(tags, lines_of(document.text, tags), strict=True)
    )
    by_name: dict[str, list[Symbol]] = {}
    by_container: dict[str, list[Symbol]] = {}
    for symbol in symbols:
        by_name.setdefault(symbol.name, []).append(symbol)
        by_container.setdefault(symbol.container, []).append(symbol)
    return _Defined(symbols, by_name, by_container)
