"""The index on disk: SQLite, one file a workspace folder, shared by every server that has the folder open.

It can always be made again, so a file that is damaged is put aside and begun anew, and one of another
version has another name.  One process writes at a time; readers go on beside it (write-ahead log).
"""

import hashlib
import json
import logging
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.core.symbol import Symbol
from m2lsp.index.found import Found, Stamp

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)

_VERSION = 1
_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = OFF",  # a power cut costs an index, which is made again
    "PRAGMA foreign_keys = ON",
)
_TABLES = (
    "CREATE TABLE IF NOT EXISTS file (id INTEGER PRIMARY KEY, shown TEXT NOT NULL UNIQUE,"
    " modified INTEGER NOT NULL, size INTEGER NOT NULL, language TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS symbol (file INTEGER NOT NULL REFERENCES file (id) ON DELETE CASCADE,"
    " name TEXT NOT NULL, kind TEXT NOT NULL, line INTEGER NOT NULL, signature TEXT NOT NULL,"
    " doc TEXT NOT NULL, container TEXT NOT NULL, depth INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS crawl (id INTEGER PRIMARY KEY, at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS symbol_by_name ON symbol (name)",
    "CREATE INDEX IF NOT EXISTS symbol_by_container ON symbol (container) WHERE container <> ''",
    "CREATE INDEX IF NOT EXISTS symbol_by_file ON symbol (file)",
)
_SELECT = (
    "SELECT name, kind, shown, language, line, signature, doc, container, depth FROM json_each(?) AS asked"
    " JOIN symbol ON symbol.rowid IN (SELECT rowid FROM symbol WHERE {column} = asked.value LIMIT ?)"
    " JOIN file ON file.id = symbol.file"
)
_OF_THESE = " WHERE shown IN (SELECT value FROM json_each(?))"
_BUSY_S = 10.0
_TRIES = 50

MOST_OF_A_NAME = 8
"""A name with more definitions (``new``, ``get``) says nothing about which one is meant."""

MOST_MEMBERS = 200
"""Of the types of one name, no more members are looked at."""


def store_file(folder: Path, cache: Path) -> Path:
    """Where the index of a workspace folder is kept below the cache folder."""
    name = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache / "index" / f"{name}-{_VERSION}.sqlite"


@dataclass(frozen=True, slots=True)
class About:
    """What an index holds; ``crawled`` is when all files were looked at last, in seconds since the epoch."""

    files: int
    symbols: int
    crawled: float | None


class Store:
    """The index of one workspace folder.  Every call blocks; one thread at a time may use it.

    ``readonly`` is for looking up, which then never waits for a writer; there must be an index already.

    Raises:
        sqlite3.Error, OSError: it can't be opened.
    """

    def __init__(self, file: Path, folder: Path, *, readonly: bool = False) -> None:
        self._folder = folder
        self._connection = _to_read(file) if readonly else _opened(file)

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


def _opened(file: Path) -> "sqlite3.Connection":
    """The file, made if it is not there, and made anew if it is damaged or of another version."""
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _in_turn(file)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise
        log.warning("the index %s is damaged, so it is made anew", file.name)
        for part in ("", "-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)
        return _in_turn(file)


def _in_turn(file: Path) -> "sqlite3.Connection":
    """Connect, after the other process that makes the file at the same moment: SQLite itself waits for all
    locks but that one.
    """
    import sqlite3

    for _ in range(_TRIES):
        try:
            return _connected(file)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
        time.sleep(_BUSY_S / _TRIES)
    return _connected(file)


def _to_read(file: Path) -> "sqlite3.Connection":
    """Waits for nobody once it is open: what a writer has not finished is not seen.

    To open it may have to wait for a writer that just closes the file, as the last one to hold it.
    """
    import sqlite3

    connection = sqlite3.connect(
        f"{file.as_uri()}?mode=ro", _BUSY_S, isolation_level=None, check_same_thread=False, uri=True
    )
    try:
        connection.execute("SELECT 1 FROM file LIMIT 1").fetchone()
        connection.execute("PRAGMA busy_timeout = 0")
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(file: Path) -> "sqlite3.Connection":
    import sqlite3

    connection = sqlite3.connect(file, _BUSY_S, isolation_level=None, check_same_thread=False)
    try:
        for statement in _PRAGMAS:
            connection.execute(statement)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in {0, _VERSION} or not _is_sound(connection):
            raise _damage()
        for statement in (*_TABLES, f"PRAGMA user_version = {_VERSION}"):
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def _is_sound(connection: "sqlite3.Connection") -> bool:
    """Looks through the whole file: a tenth of a second for ten thousand source files."""
    return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))


def _damage() -> "sqlite3.DatabaseError":
    import sqlite3

    error = sqlite3.DatabaseError("the index is damaged")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error
