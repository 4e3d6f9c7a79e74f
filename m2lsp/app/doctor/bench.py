"""How long ghost text takes with what is configured, stage by stage: measured, not estimated.

Every request goes the way of an editor's, but for the wait while somebody types.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from secrets import token_hex
from statistics import median
from time import perf_counter

from m2lsp.app.canary import ghost_canary
from m2lsp.app.doctor.sample import sample
from m2lsp.app.ghost import suggest, wanted
from m2lsp.app.ghost.rhythm import LEAST, MOST
from m2lsp.app.ghost.suggestions import Suggestions
from m2lsp.app.services import Services
from m2lsp.backends import probe
from m2lsp.config import Completion
from m2lsp.context import gather
from m2lsp.core.chat import Way
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop, M2lspError
from m2lsp.core.feature import Request, Suggestion
from m2lsp.core.stages import Record, recording
from m2lsp.core.text import Span
from m2lsp.features.inline_completion import THINKS
from m2lsp.profiles.model import Model

CANCELLED = 5
"""How many requests are cancelled half-way."""

FRAME_TOKENS = 100
"""What a prompt has beside the code, about."""

FRESH, EQUAL, TYPED, CLOSED = "fresh request", "equal request", "typed into it", "cancel until closed"


@dataclass(frozen=True, slots=True)
class Times:
    """What one thing took, in ms, each time."""

    name: str
    ms: tuple[float, ...]

    def at(self, share: float) -> float:
        """The time that this share of all (0 to 1) did not exceed: a time that was measured, none between."""
        ordered = sorted(self.ms)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Bench:
    """What was measured.

    ``whole`` are the four kinds of requests, ``stages`` the parts of the fresh ones.  ``dropped`` and
    ``failed`` count reasons.  ``tokens_per_s`` is the median of the answers that were long enough to tell.
    ``debounce_ms`` is the least and the longest wait for another key that comes before a fresh request while
    somebody types; no row holds it.
    """

    endpoint: str
    asked: int
    shown: int
    whole: tuple[Times, ...]
    stages: tuple[Times, ...]
    dropped: Mapping[str, int]
    failed: Mapping[str, int]
    tokens_per_s: float | None
    debounce_ms: tuple[float, float]


@dataclass(slots=True)
class _Run:
    """What has been measured so far."""

    services: Services
    suggestions: Suggestions = field(default_factory=Suggestions)
    key: str = field(default_factory=lambda: token_hex(3))
    times: dict[str, list[float]] = field(default_factory=dict)
    records: list[tuple[Record, float]] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    shown: int = 0

    def request(self, number: int) -> Request:
        return sample(self.key, number, self.services.budget("completion"))


async def tokens(services: Services, requests: int) -> int:
    """About how many tokens the bench takes at the most, for that many fresh requests.

    Raises:
        M2lspError: there is nothing to measure, and why.
    """
    model = await _model(services)
    request = _Run(services).request(0)
    if drop := wanted(request, services):
        raise Declined(drop.detail)
    budget = model.fit(request.budget)
    prompt = gather(replace(request, budget=budget), model.profile.tokens).tokens + FRAME_TOKENS
    return (requests + CANCELLED) * (prompt + budget.answer_tokens)


async def _model(services: Services) -> Model:
    model = await services.model("completion")
    if model.way is Way.THINKING:
        raise Declined(THINKS.detail)
    return model


async def bench(services: Services, requests: int, say: Callable[[str], None]) -> Bench:
    """Measure; ``say`` is told what is going on.

    Raises:
        M2lspError: the endpoint does not answer, or no request came through.
    """
    model = await _model(services)
    say("waking the model")
    await probe.hear(model.backend, ghost_canary(model, model.way))
    run = _Run(services)
    try:
        for number in range(requests):
            say(f"request {number + 1} of {requests}")
            await _once(run, number, last=number == requests - 1)
        for number in range(requests, requests + CANCELLED):
            say("cancelling requests")
            await _cancel(run, number)
    finally:
        await run.suggestions.close()
    return _summed_up(run, model, requests)


async def _once(run: _Run, number: int, *, last: bool) -> None:
    """A fresh request; if it shows something, the same again, and once more with half of it typed."""
    request = run.request(number)
    began = perf_counter()
    try:
        with recording() as record:
            found = await _asked(run, request)
    except M2lspError as error:
        run.failed[type(error).__name__] += 1
        if last and not run.records:
            raise
        return
    ms = _since(began)
    run.times.setdefault(FRESH, []).append(ms)
    run.records.append((record, ms))
    if isinstance(found, Drop):
        run.dropped[found.reason] += 1
        return
    run.shown += 1
    await _timed(run, EQUAL, request)
    await _timed(run, TYPED, _typed(request, found))


async def _asked(run: _Run, request: Request) -> Suggestion | Drop:
    found = await run.suggestions.ask(request, run.services)
    return found if isinstance(found, Drop) else found[0]


async def _timed(run: _Run, name: str, request: Request) -> None:
    """Counts only if no call to the model was needed: else it is another fresh request."""
    began = perf_counter()
    with recording() as record:
        await _asked(run, request)
    if record.source == "memory":
        run.times.setdefault(name, []).append(_since(began))


def _typed(request: Request, found: Suggestion) -> Request:
    """The request after half of the suggestion was typed."""
    half = found.text[: max(1, len(found.text) // 2)]
    at = request.span.start
    before = request.document
    document = Document(before.uri, before.text[:at] + half + before.text[at:], before.language_id, 2)
    return replace(request, document=document, span=Span(at + len(half), at + len(half)))


async def _cancel(run: _Run, number: int) -> None:
    """Cancel a request half-way; how long it takes until its connection is closed."""
    half_s = median(run.times[FRESH]) / 2000
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(_unheard(run, number))
        await asyncio.wait((task,), timeout=half_s)
        if not task.done():
            began = perf_counter()
            task.cancel()
            await asyncio.wait((task,))
            run.times.setdefault(CLOSED, []).append(_since(began))


async def _unheard(run: _Run, number: int) -> None:
    with suppress(M2lspError):
        await suggest(run.request(number), run.services)


def _since(began: float) -> float:
    return (perf_counter() - began) * 1000


def _summed_up(run: _Run, model: Model, asked: int) -> Bench:
    rates = [rate for record, _ in run.records if (rate := _rate(record))]
    return Bench(
        endpoint=model.backend.name,
        asked=asked,
        shown=run.shown,
        whole=tuple(Times(name, tuple(ms)) for name, ms in run.times.items()),
        stages=tuple(_stages(run.records)),
        dropped=run.dropped,
        failed=run.failed,
        tokens_per_s=median(rates) if rates else None,
        debounce_ms=_debounce_ms(run.services.config.completion),
    )


def _stages(records: Sequence[tuple[Record, float]]) -> Iterator[Times]:
    """The stages in their order, and what is in none of them."""
    names = dict.fromkeys(name for record, _ in records for name in record.stages)
    for name in names:
        yield Times(name, tuple(record.stages[name] for record, _ in records if name in record.stages))
    yield Times("other", tuple(max(0.0, ms - sum(record.stages.values())) for record, ms in records))


def _debounce_ms(settings: Completion) -> tuple[float, float]:
    usual_ms = settings.debounce_ms
    return (usual_ms * LEAST, usual_ms * MOST) if settings.adaptive_debounce else (usual_ms, usual_ms)


def _rate(record: Record) -> float | None:
    """Tokens per second behind the first one; ``None`` where too few came to tell."""
    said = record.usage.completion if record.usage and record.usage.completion else record.pieces
    ms = record.stages.get("stream", 0.0)
    return (said - 1) / ms * 1000 if said > 1 and ms > 0 else None
