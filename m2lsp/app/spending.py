"""What was spent today, in tokens, kept in the data folder for all processes of this machine together.

Every process appends a line for each request (``m2lsp.app.daily``).
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from threading import Lock

from m2lsp.app.daily import Daily
from m2lsp.core.errors import Declined

FOLDER = "spending"
_LINE = re.compile(rb"^(\d{1,12})$", re.MULTILINE)


class UsedUp(Declined):
    """The day's limit is reached: so it stays for all requests until tomorrow."""


class Spending:
    """A meter with a daily limit, in tokens; ``today`` is the local date.  Any thread may ask."""

    def __init__(self, data: Path, limit: int, today: Callable[[], date] = date.today) -> None:
        self.limit = limit
        self._lines = Daily(data / FOLDER, "tokens", today=today)
        self._day: date | None = None
        self._read = 0  # bytes of the day's file that are in the sum
        self._sum = 0
        self._lock = Lock()

    @property
    def spent(self) -> int:
        """Tokens of today so far.  Reads what was appended since the last time."""
        with self._lock:
            day = self._lines.today()
            if day != self._day:
                self._day, self._read, self._sum = day, 0, 0
            new = self._lines.read(day, self._read)
            self._read += len(new)
            self._sum += sum(int(tokens) for tokens in _LINE.findall(new))
            return self._sum

    def check(self) -> None:
        """See whether anything may be spent.

        Raises:
            UsedUp: the day's limit is reached.
        """
        if self.spent >= self.limit:
            raise UsedUp(
                f"Today's limit of {self.limit:,} tokens is reached, so no endpoint is asked until tomorrow. "
                "Raise budget.daily_tokens to go on today."
            )

    def add(self, tokens: int) -> None:
        """Count so many tokens as spent."""
        if tokens > 0:
            self._lines.append(b"%d" % tokens)
