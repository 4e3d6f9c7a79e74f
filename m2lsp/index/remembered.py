"""Remembering what was looked up in the index: who works in a file needs the same names again and again."""

import math
import time
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from threading import RLock
from typing import TypeVar

from m2lsp.core.symbol import SourceFile, Symbol
from m2lsp.index.store import Store

T = TypeVar("T")

FRESH_S = 1.0

_MOST = 12_000
"""Answers of a kind that are kept, most of them empty; beyond that all are forgotten."""


class Remembered:
    """A store that is asked only for what they were not asked before.

    All is forgotten when that has another version, which is looked at every ``fresh_s`` seconds at the most:
    while the workspace is indexed it has another one all the time, and who types is to be left in peace.
    """

    def __init__(self, behind: Store, fresh_s: float = FRESH_S) -> None:
        self._behind = behind
        self._fresh_s = fresh_s
        self._looked = -math.inf
        self._version: Hashable = None
        self._lock = RLock()
        self._named: dict[str, tuple[Symbol, ...]] = {}
        self._members: dict[str, tuple[Symbol, ...]] = {}
        self._defined: dict[str, tuple[Symbol, ...]] = {}
        self._called: dict[str, tuple[str, ...]] = {}
        self._folders: dict[str, tuple[SourceFile, ...]] = {}

    def version(self) -> Hashable:
        """That of the store, as it was a moment ago."""
        with self._lock:
            if time.monotonic() < self._looked + self._fresh_s:
                return self._version
            self._looked = time.monotonic()
            version = self._behind.version()
            if version != self._version:
                self._version = version
                for kept in (self._named, self._members, self._defined, self._called, self._folders):
                    kept.clear()
            return version

    def close(self) -> None:
        """Let go of the store's file."""
        with self._lock:
            self._behind.close()

    def named(self, names: Collection[str]) -> list[Symbol]:
        """The definitions of these names, those that have very many left out."""
        return self._each(self._named, names, self._behind.named, lambda symbol: symbol.name)

    def members(self, containers: Collection[str]) -> list[Symbol]:
        """What is defined in the types of these names."""
        return self._each(self._members, containers, self._behind.members, lambda symbol: symbol.container)

    def defined_in(self, files: Collection[str]) -> list[Symbol]:
        """What these files define for others."""
        return self._each(self._defined, files, self._behind.defined_in, lambda symbol: symbol.shown)

    def called(self, stems: Collection[str]) -> list[str]:
        """The files with these names."""
        return self._each(self._called, stems, self._behind.called, _stem)

    def in_folder(self, folder: str) -> Sequence[SourceFile]:
        """The files in a folder."""
        with self._lock:
            self.version()
            if folder not in self._folders:
                _put(self._folders, folder, tuple(self._behind.in_folder(folder)))
            return self._folders[folder]

    def _each(
        self,
        kept: dict[str, tuple[T, ...]],
        keys: Collection[str],
        ask: Callable[[Collection[str]], Iterable[T]],
        key_of: Callable[[T], str],
    ) -> list[T]:
        with self._lock:
            self.version()
            if new := [key for key in keys if key not in kept]:
                found: dict[str, list[T]] = {key: [] for key in new}
                for item in ask(new):
                    found[key_of(item)].append(item)
                for key, items in found.items():
                    _put(kept, key, tuple(items))
            return [item for key in keys for item in kept.get(key, ())]


def _put(kept: dict[str, T], key: str, value: T) -> None:
    if len(kept) >= _MOST:
        del kept[next(iter(kept))]
    kept[key] = value


def _stem(shown: str) -> str:
    name = shown.rpartition("/")[2]
    return name[: name.rindex(".")] if "." in name[1:] else name
