"""The tables of the thread store, and how an older file becomes a newer one.

Nothing is ever changed or deleted: what a later version needs to say about a thread (renamed, cleared,
rewound) will be rows of tables of its own.  The file's ``user_version`` counts the steps taken.
"""

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

APPLICATION_ID = 0x6D326C73  # "m2ls": tells our files from other programs' databases

# Addresses are kept as bytes (UTF-8, surrogatepass), since SQLite's text cannot hold every string.
_STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE thread (id INTEGER PRIMARY KEY, uri BLOB NOT NULL UNIQUE)",
        "CREATE TABLE turn (id INTEGER PRIMARY KEY, thread INTEGER NOT NULL REFERENCES thread (id),"
        " started REAL NOT NULL, ended REAL NOT NULL, record BLOB NOT NULL)",
        "CREATE INDEX turn_by_thread ON turn (thread, id)",
    ),
)
VERSION = len(_STEPS)


class NotOurs(Exception):
    """The file is a sound database, but another program's."""


class TooNew(Exception):
    """The file was written by a newer m2lsp."""


def bring_up_to_date(connection: "sqlite3.Connection") -> None:
    """Make the tables, or take the steps that the file still lacks; all of them or none.

    Raises:
        NotOurs, TooNew: the file is left as it is.
        sqlite3.Error: it can't be read or written.
    """
    with transaction(connection, "DEFERRED"):  # the facts about the file belong to one moment
        version = _version(connection)
    if version == VERSION:
        return
    with transaction(connection):  # another process may have been quicker: look again, alone
        for step in _STEPS[_version(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: "sqlite3.Connection", kind: str = "IMMEDIATE") -> "Iterator[None]":
    """Everything inside is written, or nothing; other writers wait meanwhile.

    A ``DEFERRED`` one only reads, and holds nobody up.
    """
    connection.execute(f"BEGIN {kind}")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: "sqlite3.Connection") -> int:
    """The steps that the file has taken; 0 for a new one."""
    version, application = _pragma(connection, "user_version"), _pragma(connection, "application_id")
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (tables or version or application):
        raise NotOurs
    if version > VERSION:
        raise TooNew
    return version


def _pragma(connection: "sqlite3.Connection", name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)
