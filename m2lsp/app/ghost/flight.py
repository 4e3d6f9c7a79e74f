"""A call to the model under way."""

import asyncio
from collections.abc import Callable, Coroutine
from time import monotonic
from typing import TYPE_CHECKING, Any

from m2lsp.app.ghost.anchor import Anchor
from m2lsp.app.services import Services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request, Suggestion

if TYPE_CHECKING:
    from m2lsp.features.inline_completion import Said

AHEAD = 1000
"""How far the user may be ahead of a call, in characters."""

GRACE_S = 0.3
"""How long a call goes on that fits what is typed while no request waits for it.

At each key VS Code and Neovim cancel the request before, and ask anew 50 ms later (VS Code's
``InlineCompletionsDebounce``) or 200 ms later (Neovim 0.12's ``vim.lsp.inline_completion``).
"""

ENDED = Drop("superseded")
"""The call was ended, because its document was closed or the server shuts down."""

Outcome = Suggestion | Drop


class Flight:
    """One call, for one place of one document as it was; any number of requests wait for it, or none.

    ``waiting`` counts the requests; ``began`` is in s of the monotonic clock.  A call that nobody waits for
    is ended, unless what was typed since is what it says: then the request for that is on its way.
    """

    def __init__(
        self, request: Request, services: Services, call: Callable[["Flight"], Coroutine[Any, Any, Outcome]]
    ) -> None:
        """Begins the call; the task is its owner's to await (``Suggestions.close``)."""
        self.request = request
        self.services = services
        self.waiting = 0
        self.began = monotonic()
        self._anchor = Anchor.of(request.document.text, request.span.start, request.span.start)
        self._said: Said | None = None
        self._since: tuple[str, tuple[int, ...]] | None = None  # a newer text, and where its cursor may be
        self._grace: asyncio.TimerHandle | None = None
        self._listeners: list[Callable[[], None]] = []
        self.task = asyncio.get_running_loop().create_task(call(self))
        self.task.add_done_callback(self._done)

    @property
    def ending(self) -> bool:
        """Whether it is over, or ended and about to be."""
        return self.task.done() or bool(self.task.cancelling())

    def when_it_speaks(self, then: Callable[[], None]) -> None:
        """Call ``then`` once the model has begun to answer; at once, if it has."""
        if self._said:
            then()
        else:
            self._listeners.append(then)

    def hear(self, said: "Said") -> None:
        """Take what the model has said so far."""
        self._said = said
        for then in self._listeners:
            then()
        self._listeners.clear()
        if not self.waiting and self._since and not self._is_in_step():
            self.abort()

    def changed(self, text: str, places: tuple[int, ...]) -> None:
        """The document reads so now, with the cursor most likely at one of these places."""
        self._since = (text, places)
        if not self.waiting and not self._is_in_step():
            self.abort()

    def fits(self, text: str, at: int) -> bool:
        """Whether its answer will do for ``at`` in this text, by what it has said so far."""
        typed = self._anchor.typed(text, at, AHEAD)
        if typed is None or self._anchor.gained(text, at) is None:
            return False
        if not typed:
            return True
        said = self._said.code if self._said else ""
        return bool(said) and (said.startswith(typed) or typed.startswith(said))

    async def landed(self) -> Outcome:
        """Wait for the answer to the call's own request.

        Raises:
            M2lspError: the call failed.
        """
        self.waiting += 1
        self._since = None
        self._stop_grace()
        try:
            await asyncio.wait({self.task})
        finally:
            self.waiting -= 1
            if not self.waiting and not self.task.done():
                self._left()
        return ENDED if self.task.cancelled() else self.task.result()

    def linger(self) -> None:
        """Go on for a while though nobody waits."""
        self._stop_grace()
        self._grace = asyncio.get_running_loop().call_later(GRACE_S, self.abort)

    def abort(self) -> None:
        """End the call now, and the connection with it."""
        self.task.cancel()

    def _left(self) -> None:
        if self._is_in_step():
            self.linger()
        else:
            self.abort()

    def _is_in_step(self) -> bool:
        """Whether the document has changed, and so that the answer still fits."""
        if self._since is None:
            return False
        text, places = self._since
        return any(self.fits(text, at) for at in places)

    def _stop_grace(self) -> None:
        if self._grace:
            self._grace.cancel()
            self._grace = None

    def _done(self, task: "asyncio.Task[Outcome]") -> None:
        self._stop_grace()
        if not task.cancelled():
            task.exception()  # looked at, though perhaps nobody waits for it any more
