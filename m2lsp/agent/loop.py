"""The model calls tools and is answered, until it says what it has to say.

Inside the loop no user message is added: M2's template drops earlier thinking at the next one (m2-wire,
section 1).  The exception is a reply with nothing in it: servers swallow calls that they can't read, and
then there is no call to answer.
"""

import asyncio

from m2lsp.agent import calls
from m2lsp.agent.judge import Judge
from m2lsp.agent.talk import Talk
from m2lsp.agent.tools import Given
from m2lsp.agent.words import silence
from m2lsp.core.chat import Finish, Message, Reply, ToolCall
from m2lsp.core.feature import Refusal
from m2lsp.core.text import one_line

ALIKE = 3  # calls that ask the same
LEAST = 8  # part of an answer's tokens without which another request is not worth while
CUT = "\n[the rest was left out: there is no room for it]"
AGAIN = "You called this before in this turn, and the answer was the same."
LAST = "\n\nNo more calls can be answered in this turn. Give your answer now."
OVER = "Not answered: the edit was taken as it is."
VANISHED = (
    "No answer arrived. If you called a tool, the call could not be read; there are these tools: {names}. "
    "Answer now, or call one of them."
)
ROUNDS = Refusal(
    "too many rounds",
    "The model kept looking things up and gave no answer. Raise chat.max_rounds, or ask for less.",
)
TOKENS = Refusal(
    "too many tokens",
    "The model used up the tokens of this turn before it gave an answer. "
    "Raise chat.max_tokens, or ask for less.",
)
UNSENDABLE = Refusal(
    "control tokens",
    "The model's call spells its own control tokens, so it can't be answered. Try again in other words.",
)
CIRCLES = Refusal("going in circles", "The model kept asking for the same thing. Try again in other words.")


async def converse(talk: Talk, judge: Judge | None = None) -> Reply | Refusal:
    """The reply that ends the tool loop, or why there is none.

    With a ``judge`` the turn is to bring an edit, and ends as soon as one passed that the model had checked.

    Raises:
        BackendError: from the endpoint.
    """
    may_vanish = bool(talk.known)
    while True:
        reply = await talk.hear()
        made = reply.message.tool_calls
        if made and reply.finish is not Finish.LENGTH and talk.may_go_back(reply):
            if stop := _limit(talk, made):
                return await _edit_all_the_same(talk, reply, judge) or stop
            talk.messages += await _answers(talk, reply, judge)
            if judge and judge.passed and all(call.name == "check_edit" for call in made):
                return reply
        elif may_vanish and _vanished(reply, judge) and talk.may_go_back(reply):
            may_vanish = False
            names = ", ".join(instrument.tool.name for instrument in talk.known)
            talk.add(VANISHED.format(names=names))
        else:
            return silence(reply) or (UNSENDABLE if made and not reply.message.content.strip() else reply)


async def _answers(talk: Talk, reply: Reply, judge: Judge | None) -> list[Message]:
    """The results, in the order of the calls."""
    given = Given(talk.said(reply), judge, talk.workspace)
    if judge and any(call.name == "check_edit" for call in reply.message.tool_calls[: calls.AT_ONCE]):
        await judge.look(given.said)
    results: list[Message] = []
    room = talk.room_tokens
    for number, call in enumerate(reply.message.tool_calls):
        if number >= calls.AT_ONCE:
            told = calls.TOO_MANY
        elif talk.asked[_key(call, reply.message.content)]:
            told = AGAIN
        else:
            talk.desk.say(f"the model calls {one_line(call.name, 40)}")
            told = await asyncio.to_thread(calls.answer, call, given, talk.known)
        talk.asked[_key(call, reply.message.content)] += 1
        told = _fitting(talk, told, room)
        room -= talk.desk.model.profile.tokens(told)
        results.append(calls.result(call, talk.shield.cover(told)))
    if len(talk.replies) + 1 >= talk.desk.max_rounds:
        last = results.pop()
        results.append(calls.result(reply.message.tool_calls[-1], last.content + LAST))
    return results


def _limit(talk: Talk, made: tuple[ToolCall, ...]) -> Refusal | None:
    """Why these calls are not answered any more, if they are not."""
    if len(talk.replies) >= talk.desk.max_rounds:
        return ROUNDS
    if talk.left_tokens * LEAST < talk.request.budget.answer_tokens:
        return TOKENS
    content = talk.replies[-1].message.content
    return CIRCLES if any(talk.asked[_key(call, content)] >= ALIKE - 1 for call in made) else None


def _key(call: ToolCall, content: str) -> tuple[str, ...]:
    """What makes a call the same as another; a check is about what was said with it."""
    return (call.name, call.arguments, content if call.name == "check_edit" else "")


async def _edit_all_the_same(talk: Talk, reply: Reply, judge: Judge | None) -> Reply | None:
    """The reply, if there is an edit to offer though its calls are not answered."""
    if judge is None:
        return None
    await judge.look(talk.said(reply))
    if not (judge.passed or judge.best):
        return None
    # Without results the turn could not be sent again: a template wants every call answered.
    talk.messages += [calls.result(call, OVER) for call in reply.message.tool_calls]
    return reply


def _vanished(reply: Reply, judge: Judge | None) -> bool:
    """Whether a call seems to have been made that never came.

    An edit that came is looked at whatever else was meant.
    """
    if reply.finish in (Finish.LENGTH, Finish.FILTERED) or reply.message.tool_calls:
        return False
    return not reply.message.content.strip() or (judge is None and reply.finish is Finish.TOOL_CALLS)


def _fitting(talk: Talk, told: str, room_tokens: int) -> str:
    """The result, cut to the room that is left for it."""
    tokens = talk.desk.model.profile.tokens(told)
    if tokens <= room_tokens:
        return told
    return told[: max(0, len(told) * room_tokens // tokens - len(CUT))] + CUT
