"""The index on disk: SQLite, one file a workspace folder, shared by every server that has the folder open.

It can always be made again, so a file that is damaged is put aside and begun anew, and one of another
version has another name.  One process writes at a time; readers go on beside it (write-ahead log).
"""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from m2lsp.core.symbol import SourceFile, Symbol
from m2lsp.index import schema
from m2lsp.index.found import Found, Stamp
from m2lsp.index.opening import opened, store_file, to_read

if TYPE_CHECKING:
    import sqlite3

log = logging.getLogger(__name__)

__all__ = ["About", "Store", "store_file"]


MOST_OF_A_NAME = 8
"""A name with more definitions (``new``, ``get``) says nothing about which one is meant."""

MOST_BESIDE = 40
"""Files of one folder that are looked at, and files of one name."""

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
        self._connection, self.anew = (to_read(file), False) if readonly else opened(file)

    def version(self) -> int:
        """Another number when another connection has changed the file, or this one has."""
        (other,) = self._connection.execute("PRAGMA data_version").fetchone()
        return int(other) + self._connection.total_changes

    def stamps(self, shown: Collection[str] | None = None) -> dict[str, Stamp]:
        """The files that the index knows, by their paths in the folder: all, or which of these."""
        select = "SELECT shown, modified, size FROM file"
        if shown is None:
            rows = self._connection.execute(select)
        else:
            asked = json.dumps(sorted(shown))
            rows = self._connection.execute(select + schema.OF_THESE, (asked,))
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
                row = (file.shown, file.stamp.modified, file.stamp.size, file.language)
                number = connection.execute(
                    schema.INSERT_FILE, (*row, *_place(file.shown), " ".join(file.words))
                ).lastrowid
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

    def defined_in(self, files: Collection[str]) -> list[Symbol]:
        """What these files define for others: what is no member of a member."""
        asked = json.dumps(sorted(files))
        rows = self._connection.execute(schema.SELECT_IN, (asked, MOST_MEMBERS))
        return [self._symbol(row) for row in rows]

    def in_folder(self, folder: str) -> list[SourceFile]:
        """The files in the folder and the names in them."""
        rows = self._connection.execute(
            "SELECT shown, words FROM file WHERE folder = ? ORDER BY shown LIMIT ?", (folder, MOST_BESIDE)
        )
        return [SourceFile(shown, frozenset(words.split(" "))) for shown, words in rows]

    def called(self, stems: Collection[str]) -> list[str]:
        """The files with these names."""
        rows = self._connection.execute(schema.SELECT_CALLED, (json.dumps(sorted(stems)), MOST_BESIDE))
        return [shown for (shown,) in rows]

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
            rows = self._connection.execute(schema.SELECT.format(column=column), (asked, most)).fetchall()
        except sqlite3.Error as error:
            log.info("the index was not read: %s", type(error).__name__)
            return []
        return [self._symbol(row) for row in rows]

    def _symbol(self, row: Sequence[object]) -> Symbol:
        name, kind, shown, *rest = row
        return Symbol(name, kind, self._folder, shown, *rest)  # type: ignore[arg-type]  # as put

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


def _place(shown: str) -> tuple[str, str]:
    path = PurePosixPath(shown)
    return str(path.parent), path.stem


def _rows(number: int | None, file: Found) -> Iterator[tuple[object, ...]]:
    for line, tag in file.tags:
        yield number, tag.name, tag.kind, line, tag.signature, tag.doc, tag.container, tag.depth
