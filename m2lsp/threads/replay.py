"""Which earlier turns go into the next request."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from m2lsp.core.chat import Message, Role
from m2lsp.core.thread import Turn

# A turn that ended otherwise (refused, cut off, empty) taught the model nothing worth sending again.
CONCLUDED = frozenset({"answer", "edit"})

# What M2's template writes round a message: opening mark, role, line end, closing mark, line end, and
# as much again round its thinking (m2-wire, section 1).
_FRAME_TOKENS = 10


def replay(turns: Sequence[Turn], budget_tokens: int, tokens: Callable[[str], int]) -> tuple[Message, ...]:
    """The messages of the newest turns that fit, oldest first, each exactly as it was.

    Turns are taken whole or not at all, and none before the first that does not fit.  Left out are turns
    that came to nothing, and turns that M2's template would refuse.  Thinking counts in full, though M2's
    template drops that of earlier turns (m2-wire, section 1): other templates render it.

    Args:
        turns: oldest first.
        budget_tokens: the most that the messages may take.
        tokens: about how many tokens a text takes.
    """
    taken: list[Turn] = []
    left = budget_tokens
    for turn in reversed(turns):
        if turn.outcome not in CONCLUDED or not sound(turn.messages):
            continue
        left -= sum(_cost(message, tokens) for message in turn.messages)
        if left < 0:
            break
        taken.append(turn)
    return tuple(message for turn in reversed(taken) for message in turn.messages)


def sound(messages: Iterable[Message]) -> bool:
    """Whether they are a turn that a template accepts: user first, every call answered, and the last word the
    assistant's or a result's (a turn may end with a check that an edit passed).

    A tool message without a call before it makes M2's template raise, and a system message that is not
    the very first is dropped without a word (m2-wire, section 1).
    """
    previous: Role | None = None
    open_calls: Counter[str] = Counter()
    for message in messages:
        if previous is None and message.role is not Role.USER:
            return False
        if message.role is Role.TOOL:
            open_calls[message.tool_call_id] -= 1
        elif open_calls.total() or message.role is Role.SYSTEM:
            return False
        if min(open_calls.values(), default=0) < 0:
            return False
        open_calls.update(call.id for call in message.tool_calls)
        previous = message.role
    return previous in {Role.ASSISTANT, Role.TOOL} and not open_calls.total()


def _cost(message: Message, tokens: Callable[[str], int]) -> int:
    """About how many tokens a message takes, its frame included."""
    calls = (part for call in message.tool_calls for part in (call.name, call.arguments))
    texts = (message.content, *calls)
    # Thinking goes back as text or in its parts, which may hold more: signatures, encrypted thoughts.
    parts = json.dumps(message.details, ensure_ascii=False) if message.details else ""
    thinking = max(tokens(message.reasoning), tokens(parts))
    return _FRAME_TOKENS + thinking + sum(tokens(text) for text in texts if text)
