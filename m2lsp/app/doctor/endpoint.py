"""One endpoint after the other, and its questions in their order, each within a time limit.

The endpoint is examined as its row says, not as was found out earlier: what m2lsp has learnt to work round
is still worth mending.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

from m2lsp.app.doctor.cache import prefix
from m2lsp.app.doctor.chat import answer
from m2lsp.app.doctor.configured import facts
from m2lsp.app.doctor.finding import Finding, bad
from m2lsp.app.doctor.ghost import ways
from m2lsp.app.doctor.part import Part, Question
from m2lsp.app.doctor.served import model
from m2lsp.app.doctor.tools import call, schema
from m2lsp.app.manners import as_rows_say
from m2lsp.app.services import Services
from m2lsp.core.errors import M2lspError

LIMIT_S = 60.0
"""Seconds for one question: a thinking model's short answer takes some ten."""

FIRST = (("the key", facts), ("the model", model))
GHOST = (("ghost text", ways),)
CHAT = (
    ("an answer", answer),
    ("a tool call", call),
    ("an answer by a schema", schema),
    ("a long prompt", prefix),
)


def parts(services: Services) -> tuple[Part, ...]:
    """What there is to examine: one endpoint for both uses, or one for each."""
    if services.config.endpoint_for("completion") == services.config.endpoint_for("chat"):
        return (Part(services, "chat", "ghost text and actions", ghost=True, chat=True),)
    return (
        Part(services, "completion", "ghost text", ghost=True),
        Part(services, "chat", "actions", chat=True),
    )


async def questions(part: Part, say: Callable[[str], None]) -> AsyncIterator[Finding]:
    """Everything about one endpoint; nothing more once it turns out that it can't be used at all."""
    try:
        made = await part.services.model(part.purpose)
    except M2lspError as error:
        yield replace(bad("endpoint", str(error)), part=part.title)
        return
    part = replace(part, made=as_rows_say(made))
    for about, question in FIRST:
        say(f"{part.title}: {about}")
        found = await _asked(question, part, "endpoint")
        for finding in found:
            yield finding
        if any(finding.about == "endpoint" and finding.verdict == "bad" for finding in found):
            return
    for about, question in (*(GHOST if part.ghost else ()), *(CHAT if part.chat else ())):
        say(f"{part.title}: {about}")
        for finding in await _asked(question, part, about):
            yield finding


async def _asked(question: Question, part: Part, about: str) -> Sequence[Finding]:
    """What the question found; a failure of the endpoint is a finding, too."""
    try:
        async with asyncio.timeout(LIMIT_S):
            found = await question(part)
    except TimeoutError:
        found = [bad(about, f"no end of it within {LIMIT_S:g} s; is the server busy?")]
    except M2lspError as error:
        found = [bad(about, str(error))]
    return [replace(finding, part=part.title) for finding in found]
