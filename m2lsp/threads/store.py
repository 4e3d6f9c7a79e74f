"""The conversations on disk: SQLite, append-only, shared by every editor on the machine.

A turn is one row, written in one transaction: a process that is killed leaves the whole turn or none.
The write-ahead log lets readers go on beside a writer; a second writer waits its turn.  With the
default ``synchronous = FULL`` a turn that was written also survives a power cut.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from m2lsp.core.errors import M2lspError
from m2lsp.core.thread import ThreadInfo, Turn
from m2lsp.threads import record, schema

if TYPE_CHECKING:
    import sqlite3

_TURNS = (
    "SELECT turn.record FROM turn JOIN thread ON thread.id = turn.thread"
    " WHERE thread.uri = ? ORDER BY turn.id"
)
_THREADS = (
    "SELECT thread.uri, count(*), min(turn.started), max(turn.ended) AS updated"
    " FROM turn JOIN thread ON thread.id = turn.thread"
    " GROUP BY thread.id ORDER BY updated DESC, max(turn.id) DESC"
)


class ThreadsUnavailable(M2lspError):
    """The conversations can't be read or written; what the file holds is left as it is."""


class ThreadStore:
    """The threads of all documents, in one file.

    Every call blocks (on the disk, and up to ``busy_seconds`` on another process): call it from a worker
    thread.  Any number of threads may: one connection is shared under a lock.  The file is opened, or
    made, at the first call, and again at the first call after ``close``.
    """

    def __init__(self, path: Path, busy_seconds: float = 10.0) -> None:
        self.path = path
        self._busy_seconds = busy_seconds
        self._lock = Lock()
        self._open: sqlite3.Connection | None = None

    def append(self, uri: str, turn: Turn) -> None:
        """Add a turn to the thread of the document at ``uri``; it is on disk when this returns.

        Raises:
            ThreadsUnavailable: nothing was written.
        """
        key, row = _key(uri), (turn.started, turn.started + turn.seconds, record.dump(turn))
        with self._connection() as connection, schema.transaction(connection):
            connection.execute("INSERT OR IGNORE INTO thread (uri) VALUES (?)", (key,))
            connection.execute(
                "INSERT INTO turn (thread, started, ended, record)"
                " SELECT id, ?, ?, ? FROM thread WHERE uri = ?",
                (*row, key),
            )

    def turns(self, uri: str) -> tuple[Turn, ...]:
        """The turns of a document's thread, oldest first; none for an unknown document.

        Raises:
            ThreadsUnavailable: they can't be read.
        """
        with self._connection() as connection:
            rows = connection.execute(_TURNS, (_key(uri),)).fetchall()
        try:
            return tuple(record.load(row) for (row,) in rows)
        except (ValueError, KeyError, TypeError) as error:
            raise ThreadsUnavailable(_damaged(self.path)) from error

    def threads(self) -> tuple[ThreadInfo, ...]:
        """All threads, the one with the newest turn first.

        Raises:
            ThreadsUnavailable: they can't be read.
        """
        with self._connection() as connection:
            rows = connection.execute(_THREADS).fetchall()
        return tuple(
            ThreadInfo(uri.decode("utf-8", "surrogatepass"), turns, created, updated)
            for uri, turns, created, updated in rows
        )

    def close(self) -> None:
        """Let go of the file.  Harmless when it is not open."""
        with self._lock:
            self._forget()

    @contextmanager
    def _connection(self) -> "Iterator[sqlite3.Connection]":
        """The shared connection, for one call; what SQLite says against it, in our words."""
        import sqlite3

        with self._lock:
            try:
                if self._open is None:
                    self._open = _connect(self.path, self._busy_seconds)
                yield self._open
            except (sqlite3.Error, OSError, schema.NotOurs, schema.TooNew) as error:
                self._forget()
                raise ThreadsUnavailable(_sentence(error, self.path)) from error

    def _forget(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None


def _key(uri: str) -> bytes:
    return uri.encode("utf-8", "surrogatepass")


def _connect(path: Path, busy_seconds: float) -> "sqlite3.Connection":
    """Open the file, made if need be with access for its owner alone: conversations hold source code."""
    import sqlite3

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Only a file that was not there is opened by us: closing one that SQLite has open in this process
    # would drop SQLite's locks on it (sqlite.org, "How To Corrupt An SQLite Database File", 2.2).
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    connection = sqlite3.connect(path, busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        schema.bring_up_to_date(connection)
        _write_ahead(connection, busy_seconds)
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: "sqlite3.Connection", busy_seconds: float) -> None:
    """Turn on the write-ahead log, once in the file's life.

    SQLite does not always wait for other connections here, so we do.  A disk that can't have such a log
    (some network disks) keeps the ordinary journal, which is as safe.
    """
    import sqlite3

    give_up = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > give_up:
                raise
            time.sleep(0.01)


def _damaged(path: Path) -> str:
    return (
        f"The conversations in {path.name} can't be read: the file is damaged. Nothing in it was changed; "
        "move it away to start afresh, or put a copy back."
    )


def _sentence(error: Exception, path: Path) -> str:
    """One sentence for the user; the file's name is given, not where it lies."""
    name = path.name
    if isinstance(error, schema.TooNew):
        return f"A newer m2lsp wrote the conversations in {name}: update m2lsp to go on with them."
    if isinstance(error, schema.NotOurs):
        return f"{name} belongs to another program, so no conversations are kept in it: move it away."
    if isinstance(error, OSError):
        return (
            f"The conversations in {name} can't be opened ({error.strerror}): check the file and its folder."
        )
    return _by_code(getattr(error, "sqlite_errorcode", 0) & 0xFF, path)


def _by_code(code: int, path: Path) -> str:
    """The sentence for one of SQLite's primary result codes (sqlite.org, "Result and Error Codes")."""
    import sqlite3

    if code in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return _damaged(path)
    name = path.name
    return {
        sqlite3.SQLITE_BUSY: f"Another program holds {name}, the conversations: close it, or try again.",
        sqlite3.SQLITE_READONLY: f"The conversations in {name} can't be written: the file is read-only.",
        sqlite3.SQLITE_FULL: f"The conversations in {name} can't be written: the disk is full.",
    }.get(code, f"The conversations in {name} can't be read or written: check the file and its folder.")
