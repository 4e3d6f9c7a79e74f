"""A limit on what one event of an answer may take in memory: the SDK has none.

A line without an end would otherwise fill the memory before anybody could say so.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx2

MOST = 8_000_000
"""Bytes.  The longest answer of all, 131,072 tokens in one piece with its thinking, stays well below."""

_BLANK_LINES = (b"\n\n", b"\r\n\r\n", b"\r\r")
_SEAM = 3  # bytes kept of the chunk before: a blank line may lie across two


class TooLong(Exception):
    """One event is longer than ``MOST``; an answer in one piece counts as one."""


@dataclass(slots=True)
class Measure:
    """Counts the bytes since the last blank line, which ends an event."""

    most: int = MOST
    _since: int = 0
    _seam: bytes = b""

    def add(self, chunk: bytes) -> None:
        """Count a chunk in.

        Raises:
            TooLong: that was too much.
        """
        joined = self._seam + chunk
        end = max(joined.rfind(blank) + len(blank) if blank in joined else 0 for blank in _BLANK_LINES)
        self._since = len(joined) - end if end else self._since + len(chunk)
        self._seam = joined[max(end, len(joined) - _SEAM) :]
        if self._since > self.most:
            raise TooLong


@dataclass(slots=True)
class _Bounded(httpx2.AsyncByteStream):
    """The stream with the measure over it."""

    whole: httpx2.AsyncByteStream
    measure: Measure = field(default_factory=Measure)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self.whole:
            self.measure.add(chunk)
            yield chunk

    async def aclose(self) -> None:
        await self.whole.aclose()


async def bound(response: httpx2.Response) -> None:
    """Put the limit on a response, as a hook of the HTTP client."""
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = _Bounded(response.stream)
