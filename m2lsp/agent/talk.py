"""A user turn under way: what is sent for it, and all that came back.

Which way a turn takes is decided by the text and the model's row.  As a rule the model gets tools, over chat.
But where tools are declared, the server's parsers take markers of the model out of its answers.  So text that
spells some goes without tools: in our own rendering where the endpoint takes that, as token ids, one question
at a time; elsewhere over chat with the markers broken up, and the user is told what the server may take out.
"""

import asyncio
import re
import time
from collections import Counter
from dataclasses import dataclass, field, replace

from m2lsp import prompt, threads
from m2lsp.agent import room
from m2lsp.agent.desk import Desk
from m2lsp.agent.listen import Heard, listen
from m2lsp.agent.tools import Instrument, instruments
from m2lsp.agent.words import total
from m2lsp.agent.workspace import Workspace
from m2lsp.context import gather
from m2lsp.core.chat import Message, Prompt, Reply, Role
from m2lsp.core.errors import BackendRefused, BackendUnreachable, ContextOverflow, Declined
from m2lsp.core.feature import Request
from m2lsp.core.thread import Turn
from m2lsp.prompt import Shield
from m2lsp.prompt.chat import SYSTEM, question
from m2lsp.prompt.shield import spelled
from m2lsp.prompt.single_turn import single_turn

SMALL_TOKENS = 12_000  # a context in which there is no room to read files
EATEN = (
    "This text spells {marker}, which {endpoint} may take out of the model's answer. "
    "Look whether all is there before you keep it."
)
_TOOLS = re.compile(r"\btools?\b|tool_choice", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Ask:
    """What a turn is for: ``words`` say what is wanted, ``with_tools`` what else where there are tools."""

    feature: str
    words: str
    with_tools: str = ""


@dataclass(slots=True)
class Talk:
    """``known`` are the tools that the model has, ``raw`` says whether we render the prompt.

    ``asked`` counts the calls of the turn that were alike.
    """

    ask: Ask
    request: Request
    desk: Desk
    shield: Shield = field(default_factory=Shield)
    known: tuple[Instrument, ...] = ()
    raw: bool = False
    messages: list[Message] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    asked: Counter[tuple[str, ...]] = field(default_factory=Counter)
    started: float = field(default_factory=time.time)
    _heard: Heard = field(default_factory=Heard)
    _window: int = 0
    _shrunk: bool = False
    _toolless: bool = False
    _rawless: bool = False

    async def hear(self) -> Reply:
        """Send the turn as it stands, and hear the reply.

        A prompt that is too long is cut once and sent again; where the endpoint refuses tools, or our own
        rendering, it goes without.

        Raises:
            BackendError: from the endpoint.
            Declined: the prompt can't be sent there as it is.
        """
        while True:
            self._heard = Heard()
            try:
                reply = await listen(self.desk.model.backend, self._prompt(), self.desk.say, self._heard)
                break
            except ContextOverflow as error:
                if self._shrunk:
                    raise
                await self._shrink(error.limit_tokens or 0)
            except (BackendRefused, BackendUnreachable, Declined) as error:
                if self.replies or not self._does_without(error):
                    raise
                await self.show()
        self._take(reply)
        return reply

    def break_off(self) -> bool:
        """End the turn with what was said before the endpoint failed; whether anything was.

        Of calls nothing is there: a call that breaks off is none.
        """
        partial = self._heard.reply()
        if partial.message.content or partial.message.reasoning:
            self._take(partial)
        while self.messages[-1].role is not Role.ASSISTANT and self.replies:  # what got no answer
            self.messages.pop()
        return bool(self.replies)

    def _take(self, reply: Reply) -> None:
        self._heard = Heard()
        self.messages.append(reply.message)
        self.replies.append(reply)

    async def show(self) -> None:
        """Write the turn's first message: the code and what is wanted of it."""
        model, document = self.desk.model, self.request.document
        context = await asyncio.to_thread(gather, self.request, model.profile.tokens)  # it parses
        markers = (*model.profile.markers, *model.eats)
        text = question(context.without(markers), self.ask.words)
        marker = spelled(text, markers) or spelled(document.text, markers)
        self.raw = marker is not None and model.raw and not self._rawless
        if marker and model.eats and not (self.raw or self._shrunk):
            self.desk.warn(EATEN.format(marker=marker, endpoint=model.backend.name))
        if marker or self._toolless or not model.tools:
            self.known = ()
        else:
            roomy = (self._window or model.context_tokens) >= SMALL_TOKENS
            self.known = instruments(reading=roomy and self.desk.rules is not None)
        if self.known and self.ask.with_tools:
            text = f"{text} {self.ask.with_tools}"
        covered = () if self.raw else markers
        self.shield = Shield.over([text], covered, mask_secrets=self.desk.mask_secrets)
        self.messages = [Message(Role.USER, self.shield.cover(text))]

    def add(self, text: str) -> None:
        """One more user message; where we render, one question more that says all again."""
        covered = self.shield.cover(text)
        whole = f"{self.messages[0].content}\n\n{covered}" if self.raw else covered
        self.messages.append(Message(Role.USER, whole))

    def said(self, reply: Reply) -> str:
        """The answer in the reply as the user is to see it."""
        return self.shield.uncover(reply.message.content)

    def may_go_back(self, reply: Reply) -> bool:
        """Whether the reply can be sent again as it is: one that spells a control token can't."""
        return self.raw or self._plain((reply.message,))

    @property
    def workspace(self) -> Workspace | None:
        """The files that tools may look at."""
        rules = self.desk.rules
        return Workspace(self.request, rules, self.desk.mask_secrets) if rules else None

    @property
    def left_tokens(self) -> int:
        """How many tokens the model may yet write in this turn."""
        return room.to_write(self.replies, self.request.budget, self.desk.model.profile.tokens)

    @property
    def room_tokens(self) -> int:
        """How many tokens the results of the last reply's calls may take, so that an answer still fits."""
        model = self.desk.model
        window = (self._window or model.context_tokens) - self.request.budget.answer_tokens
        return room.to_read(self.messages, self.replies[-1], self._history(), window, model.profile.tokens)

    async def keep(self, outcome: str) -> None:
        """Hand the turn, whole, to the thread."""
        await self.desk.record(
            Turn(
                feature=self.ask.feature,
                messages=tuple(self.messages),
                model=self.replies[-1].model,
                endpoint=self.desk.model.backend.name,
                started=self.started,
                seconds=time.time() - self.started,
                usage=total([reply.usage for reply in self.replies]),
                document_version=self.request.document.version,
                outcome=outcome,
            )
        )

    def _prompt(self) -> Prompt:
        most = max(1, min(self.request.budget.answer_tokens, self.left_tokens))
        if self.raw:
            return single_turn(SYSTEM, self.messages[-1].content, self.desk.model, most)
        asked = prompt.conversation(self._history(), tuple(self.messages), most, self.desk.cache_key)
        return replace(asked, tools=tuple(instrument.tool for instrument in self.known))

    def _does_without(self, error: Exception) -> bool:
        """Whether there is another way: without the tools or the own rendering that the endpoint refused."""
        if self.raw:
            self._rawless = not isinstance(error, BackendUnreachable)
            return self._rawless
        self._toolless = bool(self.known and _TOOLS.search(str(error)))
        return self._toolless

    async def _shrink(self, limit_tokens: int) -> None:
        """Make do with less: of the context and the history before the first reply, then of the history."""
        self._shrunk, self._window = True, limit_tokens
        self.desk.say("the prompt was too long; showing less")
        budget = self.desk.model.shrink(self.request.budget, limit_tokens)
        if self.replies:
            self.request = replace(self.request, budget=replace(budget, history_tokens=0))
        else:
            self.request = replace(self.request, budget=budget)
            await self.show()

    def _history(self) -> tuple[Message, ...]:
        """The earlier turns that fit; what is in them was covered, but the model's own words were not.

        Turns with calls are left out where no tools are declared: some endpoints refuse them.
        """
        fit = [turn for turn in self.desk.history if self._plain(turn.messages)]
        if not self.known:
            fit = [turn for turn in fit if not any(message.tool_calls for message in turn.messages)]
        return threads.replay(fit, self.request.budget.history_tokens, self.desk.model.profile.tokens)

    def _plain(self, messages: tuple[Message, ...]) -> bool:
        markers = self.desk.model.profile.markers
        texts = (t for m in messages for t in (m.content, m.reasoning, *(c.arguments for c in m.tool_calls)))
        return not any(spelled(text, markers) for text in texts)


async def open_talk(ask: Ask, request: Request, desk: Desk) -> Talk:
    """A turn whose first message is written."""
    talk = Talk(ask, request, desk)
    await talk.show()
    return talk
