"""One user turn: what is sent, what comes back, what is kept."""

import time
from dataclasses import dataclass, field

from m2lsp import edits, prompt, threads
from m2lsp.agent.desk import Desk
from m2lsp.agent.listen import listen
from m2lsp.context import gather
from m2lsp.core.chat import Finish, Message, Reply, Role, Usage
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Answer, Outcome, Proposal, Refusal, Request
from m2lsp.core.thread import Turn
from m2lsp.index.secrets import leftover
from m2lsp.prompt import Shield
from m2lsp.prompt.chat import question

ATTEMPTS = 2  # an edit that failed its checks goes back once

EDIT_FORM = (
    "Reply with the new text of the part in question, whole, in one fenced block, at the indentation that "
    "it has now. Do not repeat the code before or after it. Leave nothing out."
)
FAILED = "That can't be applied: {why}\nReply again with the whole part in one fenced block."


@dataclass(slots=True)
class _Talk:
    """A turn under way."""

    feature: str
    request: Request
    desk: Desk
    messages: list[Message] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    started: float = field(default_factory=time.time)

    async def say(self, text: str) -> Reply:
        """Send one user message, all of the turn before it included, and hear the reply."""
        self.messages.append(Message(Role.USER, text))
        profile = self.desk.model.profile
        history = threads.replay(self.desk.history, self.request.budget.history_tokens, profile.tokens)
        asked = prompt.conversation(
            history, tuple(self.messages), self.request.budget.answer_tokens, self.desk.cache_key
        )
        reply = await listen(self.desk.model.backend, asked, self.desk.say)
        self.messages.append(reply.message)
        self.replies.append(reply)
        return reply

    async def keep(self, outcome: str) -> None:
        """Hand the turn, whole, to the thread."""
        used = [r.usage for r in self.replies]
        last = self.replies[-1]
        await self.desk.record(
            Turn(
                feature=self.feature,
                messages=tuple(self.messages),
                model=last.model,
                endpoint=self.desk.model.backend.name,
                started=self.started,
                seconds=time.time() - self.started,
                usage=_total(used),
                document_version=self.request.document.version,
                outcome=outcome,
            )
        )


async def answer(feature: str, request: Request, ask: str, desk: Desk) -> Outcome:
    """An answer in words about the request's span.

    Raises:
        BackendError: the endpoint failed; nothing is kept.
    """
    talk, shield, first = _open(feature, request, ask, desk)
    reply = await talk.say(first)
    if silence := _silence(reply):
        await talk.keep(silence.reason)
        return silence
    await talk.keep("answer")
    return Answer(shield.uncover(reply.message.content))


async def edit_region(feature: str, request: Request, ask: str, desk: Desk) -> Outcome:
    """A new text for the request's span, checked; what fails is sent back to the model first.

    Raises:
        BackendError: the endpoint failed; nothing is kept and nothing is changed.
    """
    talk, shield, say = _open(feature, request, f"{ask}\n\n{EDIT_FORM}", desk)
    outcome: Proposal | Refusal = Refusal("nothing", "Nothing was tried.")
    for _ in range(ATTEMPTS):
        reply = await talk.say(say)
        if silence := _silence(reply):
            outcome = silence
            break
        desk.say("checking the edit")
        proposed = propose(shield.uncover(reply.message.content), request)
        if isinstance(proposed, Proposal):
            outcome = proposed
            break
        outcome, say = _refused(proposed), FAILED.format(why=proposed.detail)
    await talk.keep("edit" if isinstance(outcome, Proposal) else outcome.reason)
    return outcome


def propose(reply: str, request: Request) -> Proposal | Drop:
    """The edit that a reply makes of the request's span, if it passes the checks."""
    region = edits.parse_region(reply)
    if isinstance(region, Drop):
        return region
    if placeholder := leftover(region, request.document.text):
        return Drop("masked", f"{placeholder} stands for a value that is not known. Leave it out.")
    edit = edits.replace_region(request.document, request.span, region, request.indent)
    if isinstance(edit, Drop):
        return edit
    checks = edits.check(edit, request.span)
    return checks if isinstance(checks, Drop) else Proposal(edit, checks)


def _open(feature: str, request: Request, ask: str, desk: Desk) -> tuple[_Talk, Shield, str]:
    """The turn, the shield over what it shows, and its first message."""
    context = gather(request, desk.model.profile.tokens)
    text = question(context, ask)
    shield = Shield.over([text], desk.model.profile.markers, mask_secrets=desk.mask_secrets)
    return _Talk(feature, request, desk), shield, shield.cover(text)


def _silence(reply: Reply) -> Refusal | None:
    """What to say when the model gave no answer at all."""
    if reply.only_thinking and reply.finish is Finish.LENGTH:
        return Refusal(
            "only thinking",
            "The model spent all its tokens on thinking. Raise chat.max_tokens, or ask for less.",
        )
    if reply.only_thinking or not reply.message.content.strip():
        return Refusal("empty", "The model gave no answer. Try again, or see the thread for its thinking.")
    if reply.finish is Finish.LENGTH:
        return Refusal(
            "cut off",
            "The answer was cut off at its limit of tokens, so nothing was changed. "
            "Raise chat.max_tokens, or select less.",
        )
    return None


def _refused(drop: Drop) -> Refusal:
    if drop.reason == "unchanged":
        return Refusal(drop.reason, "The model saw nothing to change here.")
    return Refusal(drop.reason, f"The model's edit was not safe to offer: {drop.detail}")


def _total(usages: list[Usage]) -> Usage:
    return Usage(
        prompt=sum(u.prompt for u in usages),
        completion=sum(u.completion for u in usages),
        reasoning=sum(u.reasoning for u in usages),
        cached=sum(u.cached for u in usages),
    )
