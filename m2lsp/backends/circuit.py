"""An endpoint that failed is left alone for a while, so that a dead one costs nothing at each keystroke.

After some failures in a row the circuit opens: automatic requests fail at once, with the same sentence, and
nothing is sent.  After a pause one of them tries again; the pause grows while that fails.  What a user asks
for is always tried.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from m2lsp.core.errors import BackendError, BackendGarbled

FAILURES = 3
"""In a row, before the circuit opens; an endpoint that says that it is busy opens it at once."""
PAUSE_S = 2.0
"""The first pause, in seconds; each further one is twice as long."""
LONGEST_S = 60.0
"""The longest pause of our own; an endpoint may ask for a longer one."""
_HOUR_S = 3600.0


def _never() -> None:
    """Where a request has all the time that it wants."""


@dataclass(slots=True)
class Circuit:
    """``now`` is a clock that never goes back, ``wall`` the time in seconds since 1970."""

    now: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    _failures: int = 0
    _opened: int = 0  # times in a row
    _until: float = 0.0
    _why: BackendError | None = None
    _probing: bool = False

    @property
    def is_open(self) -> bool:
        """Whether automatic requests fail at once now."""
        return self._why is not None and (self._probing or self.now() < self._until)

    @contextmanager
    def watch(self, *, invoked: bool, late: Callable[[], BackendError | None] = _never) -> Iterator[None]:
        """Note how the request in the block goes; ``invoked`` says that a user asked for it.

        A request that is cancelled tells nothing about the endpoint, unless ``late`` says that its time was
        over: then that is the failure.

        Raises:
            BackendError: the circuit is open, and why; the block does not run.  Or what the block raises.
        """
        if self.is_open and not invoked and self._why:
            raise self._paused(self._why)
        # What a user asks for may take minutes, in which the others must not wait for its end.
        probes = self._why is not None and not invoked
        self._probing = self._probing or probes
        try:
            yield
        except asyncio.CancelledError:
            if error := late():
                self._failed(error)
            raise
        except BackendError as error:
            if error.elsewhere:
                self._failed(error)
            else:  # it answered: the request is at fault
                self._worked()
            raise
        else:
            self._worked()
        finally:
            self._probing = self._probing and not probes

    def _worked(self) -> None:
        self._failures = self._opened = 0
        self._why = None

    def _failed(self, error: BackendError) -> None:
        self._failures += 1
        busy = error.transient and not isinstance(error, BackendGarbled)
        if busy or self._opened or self._failures >= FAILURES:
            pause = min(LONGEST_S, PAUSE_S * 2**self._opened)
            self._opened = min(self._opened + 1, 16)  # more would only make the number long
            self._until = self.now() + max(pause, min(error.after_s or 0, _HOUR_S))
            self._why = error

    def _paused(self, why: BackendError) -> BackendError:
        """The same error, and when the endpoint is asked again: a sentence that stays the same meanwhile."""
        left = self._until - self.now()
        when = "within a minute"
        if left > LONGEST_S:
            when = time.strftime("at %H:%M", time.localtime(self.wall() + left))
        return type(why)(f"{why} It is asked again {when}, and at once when you ask for something yourself.")
