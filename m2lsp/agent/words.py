"""What a turn that came to nothing is called, and what it used."""

import re
from collections.abc import Iterable

from m2lsp.core.chat import Finish, Reply, Usage
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Refusal

# A drop's detail says what is wrong, and then tells the model what to do; a user is told the first.
_FIRST_SENTENCE = re.compile(r".*?[.!?](?=\s|$)", re.DOTALL)


def silence(reply: Reply) -> Refusal | None:
    """What to say when the model gave no answer, or not all of one; ``None`` if it did."""
    if reply.finish is Finish.FILTERED:
        return Refusal(
            "filtered",
            "The endpoint's content filter withheld the answer or a part of it, so it is not used. "
            "Ask in other words, or use another endpoint.",
        )
    if reply.only_thinking and reply.finish is Finish.LENGTH:
        return Refusal(
            "only thinking",
            "The model spent all its tokens on thinking. Raise chat.max_tokens, or ask for less.",
        )
    if not reply.message.content.strip() and not reply.message.tool_calls:
        return Refusal("empty", "The model gave no answer. Try again, or ask in other words.")
    if reply.finish is Finish.LENGTH:
        return Refusal(
            "cut off",
            "The answer was cut off at its limit of tokens, so it is not used. "
            "Raise chat.max_tokens, or select less.",
        )
    return None


def refused(drop: Drop) -> Refusal:
    """An edit that failed its checks, in words for the user."""
    if drop.reason == "unchanged":
        return Refusal(drop.reason, "The model saw nothing to change here.")
    found = _FIRST_SENTENCE.match(drop.detail)
    why = found[0] if found else drop.detail
    return Refusal(drop.reason, f"The model's edit was not safe to offer: {why} Try again, or ask for less.")


def total(usages: Iterable[Usage]) -> Usage:
    """The tokens of several requests together."""
    used = list(usages)
    return Usage(
        prompt=sum(u.prompt for u in used),
        completion=sum(u.completion for u in used),
        reasoning=sum(u.reasoning for u in used),
        cached=sum(u.cached for u in used),
    )
