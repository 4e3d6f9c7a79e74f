"""Looking definitions up: in several folders' indexes, and in open documents as they are now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.symbol import Symbol, Symbols
from m2lsp.index.found import lines_of, open_to_all
from m2lsp.languages import Overview, known, language_of

_TAGS = 2000
"""A document that defines more is looked up on disk: to go through them takes longer than a key may."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What several indexes say, together."""

    parts: tuple[Symbols, ...]

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names."""
        return list(chain.from_iterable(part.named(names) for part in self.parts))

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""
        return list(chain.from_iterable(part.members(containers) for part in self.parts))


@dataclass(frozen=True, slots=True)
class WithDocuments:
    """An index, but for open documents, of which it is known better what they define."""

    index: Symbols
    documents: Mapping[Path, tuple[Symbol, ...]]

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names."""
        asked = frozenset(names)
        return [*self._on_disk(self.index.named(asked)), *(s for s in self._open if s.name in asked)]

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""
        asked = frozenset(containers)
        return [*self._on_disk(self.index.members(asked)), *(s for s in self._open if s.container in asked)]

    @property
    def _open(self) -> Iterable[Symbol]:
        return chain.from_iterable(self.documents.values())

    def _on_disk(self, found: Iterable[Symbol]) -> Iterable[Symbol]:
        return (symbol for symbol in found if symbol.path not in self.documents)


def with_documents(index: Symbols, documents: Sequence[Document], folders: Sequence[Path]) -> Symbols:
    """The index with what is known by now of these documents, of those that lie in the folders."""
    found: dict[Path, tuple[Symbol, ...]] = {}
    for document in documents:
        folder = next((f for f in folders if document.path and document.path.is_relative_to(f)), None)
        if folder and document.path and _overview(document):
            found[document.path] = _symbols(document, document.path.relative_to(folder).as_posix())
    return WithDocuments(index, found) if found else index


def _overview(document: Document) -> Overview | None:
    """``None`` where that is not known yet, or is too much to go through."""
    language = language_of(document)
    syntax = known(document.text, language) if language else None
    overview = syntax.overview_by_now() if syntax and not syntax.provisional else None
    return overview if overview and len(overview.tags) <= _TAGS else None


@lru_cache(maxsize=16)
def _symbols(document: Document, shown: str) -> tuple[Symbol, ...]:
    """What a document defines whose overview is known."""
    path, language, overview = document.path, language_of(document), _overview(document)
    if path is None or language is None or overview is None:
        return ()
    tags = open_to_all(overview.tags)
    return tuple(
        Symbol(t.name, t.kind, path, shown, language.name, line, t.signature, t.doc, t.container, t.depth)
        for t, line in zip(tags, lines_of(document.text, tags), strict=True)
    )
