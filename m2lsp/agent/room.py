"""How much more a turn may write and read; all figures in tokens, counted where the endpoint counts them."""

from collections.abc import Callable, Iterable, Sequence

from m2lsp.core.chat import Message, Reply
from m2lsp.core.feature import Budget

ANSWERS = 2  # a turn with several requests may write as much as so many answers
FRAME_TOKENS = 1500  # about what system message and tools take

Count = Callable[[str], int]


def to_write(replies: Iterable[Reply], budget: Budget, tokens: Count) -> int:
    """How much the model may yet write in this turn."""
    spent = (reply.usage.completion or _size([reply.message], tokens) for reply in replies)
    return ANSWERS * budget.answer_tokens - sum(spent)


def to_read(
    messages: Sequence[Message], last: Reply, history: Iterable[Message], window: int, tokens: Count
) -> int:
    """What is left of the window behind the turn's messages, the last reply being one of them."""
    if last.usage.prompt:
        since = messages.index(last.message) + 1
        return window - last.usage.prompt - last.usage.completion - _size(messages[since:], tokens)
    return window - FRAME_TOKENS - _size(history, tokens) - _size(messages, tokens)


def _size(messages: Iterable[Message], tokens: Count) -> int:
    return sum(tokens(message.content + message.reasoning) for message in messages)
