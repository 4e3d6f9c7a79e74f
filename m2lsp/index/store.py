"""The index on disk: SQLite, one file a workspace folder, shared by every server that has the folder open.

It can always be made again, so a file that is damaged is put aside and begun anew, and one of another
version has another name.  One process writes at a time; readers go on beside it (write-ahead log).
"""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.core.symbol import Symbol
from m2lsp.index.found import Found, Stamp
from m2lsp.index.opening import opened, store_file, to_read

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)

__all__ = ["About", "Store", "store_file"]

_SELECT = (
    "SELECT name, kind, shown, language, line, signature, doc, container, depth FROM json_each(?) AS asked"
    " JOIN symbol ON symbol.rowid IN (SELECT rowid FROM symbol WHERE {column} = asked.value LIMIT ?)"
    " JOIN file ON file.id = symbol.file"
)
_OF_THESE = " WHERE shown IN (SELECT value FROM json_each(?))"
_PATHS = 1024

MOST_OF_A_NAME = 8
"""A name with more definitions (``new``, ``get``) says nothing about which one is meant."""

MOST_MEMBERS = 200
"""Of the types of one name, no more members are looked at."""


@dataclass(frozen=True, slots=True)
class About:
    """What an index holds; ``crawled`` is when all files were looked at last, in seconds since the epoch."""

    files: int
    symbols: int
    crawled: float | None


class Store:
    """The index of one workspace folder.  Every call blocks; one thread at a time may use it.

    ``anew`` says that what was there could not be used.  ``readonly`` is for looking up, which then never
    waits for a writer; there must be an index already.

    Raises:
        sqlite3.Error, OSError: it can't be opened.
    """

    def __init__(self, file: Path, folder: Path, *, readonly: bool = False) -> None:
        self._folder = folder
        self._paths: dict[str, Path] = {}
        self._connection, self.anew = (to_read(file), False) if readonly else opened(file)
        self._file, self._inode = file, file.stat().st_ino

    @property
    def is_there(self) -> bool:
        """Whether the file is still the one that was opened: it may have been deleted, and made anew."""
        try:
            return self._file.stat().st_ino == self._inode
        except OSError:
            return False

    def stamps(self, shown: Collection[str] | None = None) -> dict[str, Stamp]:
        """The files that the index knows, by their paths in the folder: all, or which of these."""
        select = "SELECT shown, modified, size FROM file"
        if shown is None:
            rows = self._connection.execute(select)
        else:
            asked = json.dumps(sorted(shown))
            rows = self._connection.execute(select + _OF_THESE, (asked,))
        return {path: Stamp(modified, size) for path, modified, size in rows}

    def about(self) -> About:
        """What there is, counted: some milliseconds for each hundred thousand definitions."""
        counts = "SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM symbol)"
        files, symbols = self._connection.execute(counts).fetchone()
        found = self._connection.execute("SELECT at FROM crawl").fetchone()
        return About(files, symbols, found[0] if found else None)

    def crawled(self, at: float) -> None:
        """Keep when all files were looked at, in seconds since the epoch."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO crawl (id, at) VALUES (0, ?)", (at,))

    def put(self, files: Iterable[Found]) -> int:
        """Put the files in place of what was known of them, all in one transaction; how many they are."""
        count = 0
        with self._transaction() as connection:
            for count, file in enumerate(files, start=1):  # noqa: B007
                connection.execute("DELETE FROM file WHERE shown = ?", (file.shown,))
                connection.execute(
                    "INSERT INTO file (shown, modified, size, language) VALUES (?, ?, ?, ?)",
                    (file.shown, file.stamp.modified, file.stamp.size, file.language),
                )
                (number,) = connection.execute("SELECT last_insert_rowid()").fetchone()
                connection.executemany(
                    "INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _rows(number, file)
                )
        return count

    def forget(self, shown: Collection[str], *, inside: bool = False) -> None:
        """Forget files that are no more; with ``inside``, also what was in folders of these names."""
        if not shown:
            return
        with self._transaction() as connection:
            connection.executemany("DELETE FROM file WHERE shown = ?", [(name,) for name in shown])
            if inside:  # "0" is what follows the slash
                within = [(f"{name}/", f"{name}0") for name in shown]
                connection.executemany("DELETE FROM file WHERE shown >= ? AND shown < ?", within)

    def named(self, names: Collection[str]) -> list[Symbol]:
        """The definitions of these names, those that have more than ``MOST_OF_A_NAME`` left out."""
        symbols = self._select("name", names, MOST_OF_A_NAME + 1)
        count: dict[str, int] = {}
        for symbol in symbols:
            count[symbol.name] = count.get(symbol.name, 0) + 1
        return [symbol for symbol in symbols if count[symbol.name] <= MOST_OF_A_NAME]

    def members(self, containers: Collection[str]) -> list[Symbol]:
        """What is defined in the types of these names, ``MOST_MEMBERS`` for each name at most."""
        return self._select("container <> '' AND container", containers, MOST_MEMBERS)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _select(self, column: str, values: Collection[str], most: int) -> list[Symbol]:
        """One look into the index for each value, so what is there a thousand times costs no more.

        Nothing where the index can't be read, or is closed by now: requests do without.
        """
        import sqlite3

        asked = json.dumps(sorted(values))
        try:
            rows = self._connection.execute(_SELECT.format(column=column), (asked, most)).fetchall()
        except sqlite3.Error as error:
            log.info("the index was not read: %s", type(error).__name__)
            return []
        return [self._symbol(row) for row in rows]

    def _symbol(self, row: Sequence[object]) -> Symbol:
        name, kind, shown, *rest = row
        return Symbol(name, kind, self._path(str(shown)), shown, *rest)  # type: ignore[arg-type]  # as put

    def _path(self, shown: str) -> Path:
        """The same value each time: to make one, and its hash, takes longer than the look-up."""
        path = self._paths.get(shown)
        if path is None:
            if len(self._paths) >= _PATHS:
                self._paths.clear()
            path = self._paths[shown] = self._folder / shown
        return path

    @contextmanager
    def _transaction(self) -> "Iterator[sqlite3.Connection]":
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise


def _rows(number: int, file: Found) -> Iterator[tuple[object, ...]]:
    for line, tag in file.tags:
        yield number, tag.name, tag.kind, line, tag.signature, tag.doc, tag.container, tag.depth
