"""Lines that all processes of this machine keep together, a file a day.

Each process appends: nothing is locked, nobody waits, and a kill loses one line at most.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

log = logging.getLogger(__name__)


class Daily:
    """The files ``YYYY-MM-DD.ending`` of a folder, for the last so many ``days``, today included.

    ``today`` is the local date.  Nothing is created before the first line.
    """

    def __init__(
        self, folder: Path, ending: str, days: int = 1, today: Callable[[], date] = date.today
    ) -> None:
        self.today = today
        self._folder = folder
        self._ending = ending
        self._days = days

    def append(self, line: bytes) -> None:
        """Add a line, its end not included, to today's file; where it can't be kept, the log says so."""
        path = self._file(self.today())
        try:
            if not path.exists():
                self._begin(path)
            # One short append is whole or not there, whoever else appends.
            with path.open("ab", buffering=0) as file:
                file.write(line + b"\n")
        except OSError as error:
            log.warning("%s can't be kept: %s", self._folder.name, type(error).__name__)

    def read(self, day: date, start: int = 0) -> bytes:
        """The whole lines of a day from a byte on; another process may be in the middle of one more."""
        try:
            with self._file(day).open("rb") as file:
                file.seek(start)
                new = file.read()
        except OSError:
            return b""
        return new[: new.rfind(b"\n") + 1]

    def days(self) -> Iterator[date]:
        """The days that are kept, today first."""
        today = self.today()
        return (today - timedelta(days=n) for n in range(self._days))

    def _begin(self, path: Path) -> None:
        """A new day: the files of days that are not kept go."""
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = {self._file(day) for day in self.days()}
        for old in self._folder.glob(f"*.{self._ending}"):
            if old not in kept:
                old.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))

    def _file(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}.{self._ending}"
