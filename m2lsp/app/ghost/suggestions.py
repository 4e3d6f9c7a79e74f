"""The suggestions of a session: those remembered and those under way, so that few requests need a call."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from time import monotonic

from m2lsp.app.ghost import alternatives
from m2lsp.app.ghost.flight import ENDED, Flight, Outcome
from m2lsp.app.ghost.remembered import Memory
from m2lsp.app.ghost.rhythm import Place, Rhythm
from m2lsp.app.ghost.suggest import refused, suggested
from m2lsp.app.loading import loaded
from m2lsp.app.services import Services
from m2lsp.core import stages
from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.errors import Declined, Drop
from m2lsp.core.feature import Request, Suggestion

_CLOSERS = ")]}>\"'`"


def _nothing() -> None:
    """Where nobody waits for the first words."""


class Suggestions:
    """Hands out suggestions.  A newer text of a document, its closing and new settings are to be told."""

    def __init__(self) -> None:
        self._memory = Memory()
        self._flights: list[Flight] = []  # those that requests may join
        self._tasks: set[asyncio.Task[Outcome]] = set()
        self._rhythm = Rhythm()

    def at_once(self, request: Request, services: Services) -> bool:
        """Whether no new call is needed, so that there is nothing to hold back."""
        return self._known(request) is not None or self._joinable(request, services) is not None

    def hold_back_s(self, request: Request, services: Services) -> float:
        """How long a call for the request should wait for another key; to be asked once a request."""
        settings, uri, at = services.config.completion, request.document.uri, request.span.start
        rhythm, self._rhythm = self._rhythm, self._rhythm.asked()
        quiet_s = settings.debounce_ms / 1000
        if quiet_s and settings.adaptive_debounce:
            quiet_s = rhythm.quiet_s(quiet_s, Place.of(request.document.text, at))
        return max(0.0, quiet_s - rhythm.passed_s(uri, monotonic()))

    async def ask(self, request: Request, services: Services) -> tuple[Suggestion, ...] | Drop:
        """The suggestion, or several where the user asked; or why there is none.

        Raises:
            M2lspError: the settings, the rules or the endpoint forbid it.
        """
        if drop := refused(request, services):
            return drop
        await loaded()
        if request.invoked:
            return await self._several(request, services)
        found = await self._one(request, services)
        return (found,) if isinstance(found, Suggestion) else found

    def look_ahead(self, request: Request, services: Services) -> None:
        """Begin the call for a request that is sure to come; it is ended if the request does not."""
        try:
            if refused(request, services) or self.at_once(request, services):
                return
        except Declined:
            return
        self._begin(request, services).linger()

    def changed(self, document: Document, edits: Sequence[Edit]) -> int | None:
        """A newer text of a document; the place behind a suggestion if the last edit was to accept it."""
        if not edits:
            return None
        self._rhythm = self._rhythm.keyed(document.uri, monotonic())
        last = edits[-1]
        end = last.span.start + len(last.new)
        # Brackets and quotes are closed by many editors behind the cursor, in the same change.
        places = (end, end - len(last.new) + len(last.new.rstrip(_CLOSERS)))
        for flight in tuple(self._flights):
            if flight.request.document.uri == document.uri:
                flight.changed(document.text, places)
        # A single character is typed, not accepted.
        return end if len(last.new) > 1 and self._memory.is_full(document, end) else None

    def closed(self, uri: str) -> None:
        """Forget what belongs to a document, and end its calls."""
        self._memory.forget(uri)
        for flight in tuple(self._flights):
            if flight.request.document.uri == uri:
                flight.abort()

    def forget(self) -> None:
        """Forget everything: settings have changed, and with them perhaps the model.

        Calls that are waited for go on, but for no other request than those.
        """
        self._memory.forget()
        self._rhythm = replace(self._rhythm, answers=())
        for flight in self._flights:
            if not flight.waiting:
                flight.abort()
        self._flights.clear()

    async def close(self) -> None:
        """End all calls and wait for their ends."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _several(self, request: Request, services: Services) -> tuple[Suggestion, ...] | Drop:
        """The first, which the user may have on the screen already, and others beside it."""
        most = alternatives.wanted_of(services.config)
        shown = tuple(islice(self._memory.suggestions(request.document, request.span.start), most))
        begin = partial(self._begin, request, services, sampled=True)
        others = alternatives.Alternatives(begin, most - max(1, len(shown)))
        try:
            if shown:
                stages.came_from("memory")
                others.begin()
                return self._choice(request, shown, await others.found(alternatives.PATIENCE_KNOWN_S))
            first = await self._one(request, services, others.soon)
            more = await others.found(alternatives.PATIENCE_S)
        finally:
            others.end()
        if isinstance(first, Drop):
            return self._choice(request, (), more) or first
        return self._choice(request, (first,), more)

    def _choice(
        self, request: Request, first: Sequence[Suggestion], more: Sequence[Suggestion]
    ) -> tuple[Suggestion, ...]:
        """All of them, each text once.  All are remembered, the first as the newest."""
        choice = (*first, *(each for each in more if each.text not in {f.text for f in first}))
        for each in reversed(choice):
            self._memory.put(request.document, request.span.start, each)
        return choice

    async def _one(
        self, request: Request, services: Services, when_it_speaks: Callable[[], None] = _nothing
    ) -> Outcome:
        while True:
            if (known := self._known(request)) is not None:
                stages.came_from("memory")
                return known
            flight = self._joinable(request, services)
            own = flight is None
            stages.came_from("model" if flight is None else "flight")
            flight = flight or self._begin(request, services)
            flight.when_it_speaks(when_it_speaks)
            with stages.NOWHERE if own else stages.stage("flight"):  # its own call has stages of its own
                found = await flight.landed()
            if own or found is ENDED:
                return found

    def _begin(self, request: Request, services: Services, *, sampled: bool = False) -> Flight:
        flight = Flight(request, services, _sampled if sampled else _likeliest)
        self._tasks.add(flight.task)
        flight.task.add_done_callback(partial(self._landed, flight))
        if not sampled:
            self._flights.append(flight)
        return flight

    def _landed(self, flight: Flight, task: "asyncio.Task[Outcome]") -> None:
        """Remember what a call has found, before anybody who waits for it goes on."""
        self._tasks.discard(task)
        if flight not in self._flights:
            return
        self._flights.remove(flight)
        if task.cancelled() or task.exception():
            return
        self._rhythm = self._rhythm.answered(monotonic() - flight.began)
        found, request = task.result(), flight.request
        if isinstance(found, Suggestion) or not _is_passing(found):
            self._memory.put(request.document, request.span.start, found)

    def _joinable(self, request: Request, services: Services) -> Flight | None:
        """The newest call whose answer will do for the request."""
        document, at = request.document, request.span.start
        for flight in reversed(self._flights):
            mine = flight.request.document.uri == document.uri and flight.services is services
            if mine and not flight.ending and flight.fits(document.text, at):
                return flight
        return None

    def _known(self, request: Request) -> Outcome | None:
        """What is remembered for the request; what the user asks for is not refused from memory."""
        document, at = request.document, request.span.start
        found = next(self._memory.suggestions(document, at), None)
        return found or (None if request.invoked else self._memory.drop(document, at))


def _is_passing(drop: Drop) -> bool:
    """Whether it says nothing about the place, but about the model."""
    from m2lsp.features.inline_completion import SPENT, THINKS, THOUGHT

    return drop in (SPENT, THINKS, THOUGHT)


async def _likeliest(flight: Flight) -> Outcome:
    return await suggested(flight.request, flight.services, hear=flight.hear)


async def _sampled(flight: Flight) -> Outcome:
    with stages.recording():  # the request's own record is of the first
        return await suggested(flight.request, flight.services, sampled=True)
