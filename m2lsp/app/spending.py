"""What was spent today, in tokens, kept in the data folder for all processes of this machine together.

One file a day, to which every process appends a line for each request: nothing is locked, nobody waits, and
a kill loses one line at most.
"""

import logging
import os
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from m2lsp.core.errors import Declined

log = logging.getLogger(__name__)

FOLDER = "spending"
_LINE = re.compile(rb"^(\d{1,12})$", re.MULTILINE)


class Spending:
    """A meter with a daily limit, in tokens; ``today`` is the local date."""

    def __init__(self, data: Path, limit: int, today: Callable[[], date] = date.today) -> None:
        self.limit = limit
        self._folder = data / FOLDER
        self._today = today
        self._day: date | None = None
        self._read = 0  # bytes of the day's file that are in the sum
        self._sum = 0

    @property
    def spent(self) -> int:
        """Tokens of today so far.  Reads what was appended since the last time."""
        day = self._today()
        if day != self._day:
            self._day, self._read, self._sum = day, 0, 0
        try:
            with self._file(day).open("rb") as file:
                file.seek(self._read)
                new = file.read()
        except OSError:
            new = b""
        whole = new[: new.rfind(b"\n") + 1]  # another process may be in the middle of a line
        self._read += len(whole)
        self._sum += sum(int(tokens) for tokens in _LINE.findall(whole))
        return self._sum

    @property
    def used_up(self) -> bool:
        """Whether the day's limit is reached."""
        return self.spent >= self.limit

    def check(self) -> None:
        """See whether anything may be spent.

        Raises:
            Declined: the day's limit is reached.
        """
        if self.used_up:
            raise Declined(
                f"Today's limit of {self.limit:,} tokens is reached, so nothing is asked until tomorrow. "
                "Raise budget.daily_tokens to go on today."
            )

    def add(self, tokens: int) -> None:
        """Count so many tokens as spent."""
        if tokens <= 0:
            return
        path = self._file(self._today())
        try:
            if not path.exists():
                self._begin(path)
            # One short append is whole or not there, whoever else appends.
            with path.open("ab", buffering=0) as file:
                file.write(b"%d\n" % tokens)
        except OSError as error:
            log.warning("what was spent can't be kept: %s", type(error).__name__)

    def _begin(self, path: Path) -> None:
        """A new day: the files of other days go."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.tokens"):
            if old != path:
                old.unlink(missing_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600))

    def _file(self, day: date) -> Path:
        return self._folder / f"{day.isoformat()}.tokens"
