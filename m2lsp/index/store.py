"""The index on disk: SQLite, one file a workspace folder, shared by every server that has the folder open.

It can always be made again, so a file that is damaged is put aside and begun anew, and one of another
version has another name.  One process writes at a time; readers go on beside it (write-ahead log).
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.core.symbol import Symbol
from m2lsp.index.found import Found, Stamp

if TYPE_CHECKING:
    import sqlite3

_VERSION = 1
_TABLES = (
    "CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, shown TEXT NOT NULL UNIQUE,"
    " modified INTEGER NOT NULL, size INTEGER NOT NULL, language TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS symbol (file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, kind TEXT NOT NULL, line INTEGER NOT NULL, signature TEXT NOT NULL,"
    " doc TEXT NOT NULL, container TEXT NOT NULL, depth INTEGER NOT NULL)",
    "CREATE INDEX IF NOT EXISTS symbol_by_name ON symbol (name)",
    "CREATE INDEX IF NOT EXISTS symbol_by_container ON symbol (container) WHERE container <> ''",
    "CREATE INDEX IF NOT EXISTS symbol_by_file ON symbol (file)",
)
_SELECT = (
    "SELECT name, kind, shown, language, line, signature, doc, container, depth FROM json_each(?) AS asked"
    " JOIN symbol ON symbol.rowid IN (SELECT rowid FROM symbol WHERE {column} = asked.value LIMIT ?)"
    " JOIN file ON file.id = symbol.file"
)
_BUSY_S = 10.0

MOST_OF_A_NAME = 8
"""A name with more definitions (``new``, ``get``) says nothing about which one is meant."""

MOST_MEMBERS = 200
"""Of the types of one name, no more members are looked at."""


def store_file(folder: Path, cache: Path) -> Path:
    """Where the index of a workspace folder is kept below the cache folder."""
    name = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache / "index" / f"{name}-{_VERSION}.sqlite"


class Store:
    """The index of one workspace folder.  Every call blocks; one thread at a time may use it.

    ``readonly`` is for looking up, which then never waits for a writer.
    """

    def __init__(self, file: Path, folder: Path, *, readonly: bool = False) -> None:
        self._folder = folder
        self._connection = _opened(file, readonly=readonly)

    def stamps(self) -> dict[str, Stamp]:
        """Every file that the index knows, by its path in the folder."""
        rows = self._connection.execute("SELECT shown, modified, size FROM file")
        return {shown: Stamp(modified, size) for shown, modified, size in rows}

    def put(self, files: Iterable[Found]) -> None:
        """Put the files in place of what was known of them, all in one transaction."""
        with self._transaction() as connection:
            for file in files:
                connection.execute("DELETE FROM file WHERE shown = ?", (file.shown,))
                connection.execute(
                    "INSERT INTO file (shown, modified, size, language) VALUES (?, ?, ?, ?)",
                    (file.shown, file.stamp.modified, file.stamp.size, file.language),
                )
                (number,) = connection.execute("SELECT last_insert_rowid()").fetchone()
                connection.executemany(
                    "INSERT INTO symbol VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _rows(number, file)
                )

    def forget(self, shown: Collection[str]) -> None:
        """Forget files that are no more."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM file WHERE shown = ?", [(name,) for name in shown])

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
        """One look into the index for each value, so what is there a thousand times costs no more."""
        asked = json.dumps(sorted(values))
        rows = self._connection.execute(_SELECT.format(column=column), (asked, most))
        return [self._symbol(row) for row in rows]

    def _symbol(self, row: Sequence[object]) -> Symbol:
        name, kind, shown, *rest = row
        return Symbol(name, kind, self._folder / str(shown), shown, *rest)  # type: ignore[arg-type]  # as put

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


def _opened(file: Path, *, readonly: bool) -> "sqlite3.Connection":
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _connect(file, readonly=readonly)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise
        for part in ("", "-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)
        return _connect(file, readonly=readonly)


def _connect(file: Path, *, readonly: bool) -> "sqlite3.Connection":
    import sqlite3

    connection = sqlite3.connect(file, _BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = OFF")  # a power cut costs an index, which is made again
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in _TABLES:
            connection.execute(statement)
        if readonly:
            connection.execute("PRAGMA query_only = ON")
    except BaseException:
        connection.close()
        raise
    return connection
