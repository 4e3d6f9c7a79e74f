"""One user turn: what is sent, what comes back, what is kept."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from m2lsp import edits, prompt, threads
from m2lsp.agent.desk import Desk
from m2lsp.agent.listen import listen
from m2lsp.agent.words import refused, silence, total
from m2lsp.context import gather
from m2lsp.core.chat import Message, Reply, Role
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Answer, Indent, Outcome, Proposal, Refusal, Request
from m2lsp.core.thread import Turn
from m2lsp.index.secrets import leftover
from m2lsp.languages import find
from m2lsp.prompt import Shield
from m2lsp.prompt.chat import question
from m2lsp.prompt.shield import spelled

ATTEMPTS = 2  # an edit that failed its checks goes back once

EDIT_FORM = (
    "Reply with the new text of the part in question, whole, in one fenced block, at the indentation that "
    "it has now. Do not repeat the code before or after it. Leave nothing out."
)
FAILED = "That can't be applied: {why}\nReply again with the whole part in one fenced block."


def _as_it_is(region: str) -> str:
    return region


def _anything(_: DocumentEdit) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an action asks of an edit beyond what every edit must pass.

    ``clean`` takes out of the new text what must not stay in it, whatever the model did.  ``check`` says
    what it found in order, in words for the user, or what is wrong, in words for the model.
    """

    clean: Callable[[str], str] = _as_it_is
    check: Callable[[DocumentEdit], str | Drop] = _anything


_NO_TERMS = Terms()


@dataclass(slots=True)
class _Talk:
    """A turn under way."""

    feature: str
    request: Request
    desk: Desk
    shield: Shield
    messages: list[Message] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    started: float = field(default_factory=time.time)

    async def say(self, text: str) -> Reply:
        """Send one user message, covered, and all of the turn before it, and hear the reply."""
        self.messages.append(Message(Role.USER, self.shield.cover(text)))
        budget = self.request.budget
        asked = prompt.conversation(
            self._history(), tuple(self.messages), budget.answer_tokens, self.desk.cache_key
        )
        reply = await listen(self.desk.model.backend, asked, self.desk.say)
        self.messages.append(reply.message)
        self.replies.append(reply)
        return reply

    def may_go_back(self, reply: Reply) -> bool:
        """Whether the reply can be sent again as it is: one that spells a control token can't."""
        return self._plain((reply.message,))

    def _history(self) -> tuple[Message, ...]:
        """The earlier turns that fit; what is in them was covered, but the model's own words were not."""
        plain = [turn for turn in self.desk.history if self._plain(turn.messages)]
        return threads.replay(plain, self.request.budget.history_tokens, self.desk.model.profile.tokens)

    def _plain(self, messages: tuple[Message, ...]) -> bool:
        markers = self.desk.model.profile.markers
        return not any(spelled(text, markers) for m in messages for text in (m.content, m.reasoning))

    async def keep(self, outcome: str) -> None:
        """Hand the turn, whole, to the thread."""
        last = self.replies[-1]
        await self.desk.record(
            Turn(
                feature=self.feature,
                messages=tuple(self.messages),
                model=last.model,
                endpoint=self.desk.model.backend.name,
                started=self.started,
                seconds=time.time() - self.started,
                usage=total([reply.usage for reply in self.replies]),
                document_version=self.request.document.version,
                outcome=outcome,
            )
        )


async def answer(feature: str, request: Request, ask: str, desk: Desk) -> Outcome:
    """An answer in words about the request's span.

    Raises:
        BackendError: the endpoint failed; nothing is kept.
    """
    talk, first = await _open(feature, request, ask, desk)
    reply = await talk.say(first)
    if nothing := silence(reply):
        await talk.keep(nothing.reason)
        return nothing
    await talk.keep("answer")
    return Answer(talk.shield.uncover(reply.message.content))


async def edit_region(
    feature: str, request: Request, ask: str, desk: Desk, terms: Terms = _NO_TERMS
) -> Outcome:
    """A new text for the request's span, checked; what fails is sent back to the model first.

    Raises:
        BackendError: the endpoint failed; nothing is kept and nothing is changed.
    """
    talk, say = await _open(feature, request, f"{ask}\n\n{EDIT_FORM}", desk)
    outcome: Proposal | Refusal = Refusal("nothing", "Nothing was tried.")
    for _ in range(ATTEMPTS):
        reply = await talk.say(say)
        if nothing := silence(reply):
            outcome = nothing
            break
        desk.say("checking the edit")
        said = talk.shield.uncover(reply.message.content)
        proposed = await asyncio.to_thread(propose, said, request, terms)  # it parses
        if isinstance(proposed, Proposal):
            outcome = proposed
            break
        outcome, say = refused(proposed), FAILED.format(why=proposed.detail)
        if not talk.may_go_back(reply):
            break
    await talk.keep("edit" if isinstance(outcome, Proposal) else outcome.reason)
    return outcome


def propose(reply: str, request: Request, terms: Terms = _NO_TERMS) -> Proposal | Drop:
    """The edit that a reply makes of the request's span, if it passes the checks."""
    region = edits.parse_region(reply)
    if isinstance(region, Drop):
        return region
    if placeholder := leftover(region, request.document.text):
        return Drop("masked", f"{placeholder} stands for a value that is not known. Leave it out.")
    language = find(request.document.language_id, request.document.path)
    indent = language.indent if language else Indent()
    edit = edits.replace_region(request.document, request.span, terms.clean(region), indent)
    if isinstance(edit, Drop):
        return edit
    checks = edits.check(edit, request.span)
    if isinstance(checks, Drop):
        return checks
    kept = terms.check(edit)
    return kept if isinstance(kept, Drop) else Proposal(edit, (*checks, kept) if kept else checks)


async def _open(feature: str, request: Request, ask: str, desk: Desk) -> tuple[_Talk, str]:
    """The turn, with the shield over what it shows, and its first message."""
    context = await asyncio.to_thread(gather, request, desk.model.profile.tokens)  # it parses
    text = question(context, ask)
    shield = Shield.over([text], desk.model.profile.markers, mask_secrets=desk.mask_secrets)
    return _Talk(feature, request, desk, shield), text
