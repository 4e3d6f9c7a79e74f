"""One endpoint after the other, and its questions in their order, each within a time limit.

The endpoint is examined as its row says, not as was found out earlier: what m2lsp has learnt to work round
is still worth mending.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from m2lsp.app.doctor.cache import prefix
from m2lsp.app.doctor.chat import answer
from m2lsp.app.doctor.configured import facts
from m2lsp.app.doctor.finding import Finding, Verdict, bad, note
from m2lsp.app.doctor.ghost import ways
from m2lsp.app.doctor.part import Part, Question
from m2lsp.app.doctor.served import model
from m2lsp.app.doctor.tools import call, schema
from m2lsp.app.failover import too_far
from m2lsp.app.manners import as_rows_say
from m2lsp.app.services import Services
from m2lsp.core.errors import M2lspError

LIMIT_S = 60.0
"""Seconds for one question: a thinking model's short answer takes some ten."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A question, the row under which its failure is shown, and what it asks for, for whoever waits.

    Without what is not ``needed``, m2lsp makes do.  What fails for one that ``decides`` fails for all behind
    it, so those are not asked.
    """

    about: str
    asks_for: str
    question: Question
    needed: bool = True
    decides: bool = False


FIRST = (_Step("endpoint", "the key", facts), _Step("endpoint", "the model", model))
GHOST = (_Step("ghost text", "ghost text", ways),)
CHAT = (
    _Step("chat", "an answer", answer, decides=True),
    _Step("tools", "a tool call", call),
    _Step("schema", "an answer by a schema", schema, needed=False),
    _Step("prefix cache", "a long prompt", prefix, needed=False),
)


def parts(services: Services) -> tuple[Part, ...]:
    """What there is to examine: one endpoint for both uses, or one for each, and those that stand in."""
    both = (services.config.candidates("completion"), services.config.candidates("chat"))
    one, other = ([candidate.endpoint for candidate in candidates] for candidates in both)
    uses: tuple[Part, ...] = (
        Part(services, "completion", "ghost text", ghost=True),
        Part(services, "chat", "actions", chat=True),
    )
    if one == other:
        uses = (Part(services, "chat", "ghost text and actions", ghost=True, chat=True),)
    return tuple(part for use in uses for part in (use, *_stand_ins(use)))


def _stand_ins(use: Part) -> Iterator[Part]:
    candidates = use.services.config.candidates(use.purpose)
    for rank, candidate in enumerate(candidates[1:], 1):
        yield replace(use, rank=rank, title=f"{use.title}: {candidate.name} stands in")


async def questions(part: Part, say: Callable[[str], None]) -> AsyncIterator[Finding]:
    """Everything about one endpoint.  What is wrong with one that stands in makes nothing unusable."""
    async for finding in _questions(part, say):
        spare = part.rank and finding.verdict is Verdict.BAD
        yield replace(finding, verdict=Verdict.NOTE) if spare else finding


async def _questions(part: Part, say: Callable[[str], None]) -> AsyncIterator[Finding]:
    """Nothing more is asked once it turns out that the endpoint can't be used at all."""
    try:
        if part.rank and (why := too_far(part.candidate, part.services.config.candidates(part.purpose)[0])):
            yield replace(note("endpoint", why), part=part.title)
            return
        made = await part.services.model(part.purpose, part.rank)
    except M2lspError as error:
        yield replace(bad("endpoint", str(error)), part=part.title)
        return
    part = replace(part, made=as_rows_say(made))
    for step in (*FIRST, *(GHOST if part.ghost else ()), *(CHAT if part.chat else ())):
        found, failed = await _asked(step, part, say)
        for finding in found:
            yield finding
        if (failed and step.decides) or any(_unusable(finding) for finding in found):
            return


def _unusable(finding: Finding) -> bool:
    return finding.about == "endpoint" and finding.verdict is Verdict.BAD


async def _asked(step: _Step, part: Part, say: Callable[[str], None]) -> tuple[Sequence[Finding], bool]:
    """What the question found, and whether the endpoint failed, which is a finding, too."""
    say(f"{part.title}: {step.asks_for}")
    verdict, failed = bad if step.needed else note, False
    try:
        async with asyncio.timeout(LIMIT_S):
            found = await step.question(part)
    except TimeoutError:
        found, failed = [verdict(step.about, f"no end of it within {LIMIT_S:g} s; is the server busy?")], True
    except M2lspError as error:
        found, failed = [verdict(step.about, str(error))], True
    return [replace(finding, part=part.title) for finding in found], failed
