"""The index's file: where it is, its tables, and how it is opened to write and to read."""

import hashlib
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.index import schema

if TYPE_CHECKING:
    import sqlite3

_BUSY_S = 10.0
_TRIES = 50
_KEPT_S = 90 * 86_400.0


def store_file(folder: Path, cache: Path) -> Path:
    """Where the index of a workspace folder is kept below the cache folder."""
    name = hashlib.sha256(str(folder).encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return cache / "index" / f"{name}-{schema.VERSION}.sqlite"


def sweep(cache: Path) -> None:
    """Delete the indexes that were not used for three months, of folders that nobody opens any more."""
    for file in (cache / "index").glob("*.sqlite*"):
        with suppress(OSError):
            if file.stat().st_mtime < time.time() - _KEPT_S:
                file.unlink()


def opened(file: Path) -> tuple["sqlite3.Connection", bool]:
    """To write: the file, made if it is not there, and made anew if it is damaged or of another version.

    Says whether it was made anew.

    Raises:
        sqlite3.Error, OSError: it can't be.
    """
    import sqlite3

    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return _in_turn(file), False
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
            raise
        for part in ("", "-wal", "-shm"):
            file.with_name(file.name + part).unlink(missing_ok=True)
        return _in_turn(file), True


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


def to_read(file: Path) -> "sqlite3.Connection":
    """To look up: waits for nobody once it is open, and what a writer has not finished is not seen.

    To open it may have to wait for a writer that just closes the file, as the last one to hold it.

    Raises:
        sqlite3.Error: there is no index.
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
        for statement in schema.PRAGMAS:
            connection.execute(statement)
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in {0, schema.VERSION} or not _is_sound(connection):
            raise _damage()
        for statement in (*schema.TABLES, f"PRAGMA user_version = {schema.VERSION}"):
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
