"""What an endpoint's own counts say about how many characters a token has."""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from m2lsp.backends.window import said
from m2lsp.core.chat import ChatPrompt, Delta, Prompt

LEAST = 1000
"""Shorter prompts, in characters, say more about the template round them."""

SOUND = (1.0, 12.0)
"""Characters a token between which a count can be right: some count only what was not in their cache."""


@dataclass(slots=True)
class Scale:
    """Counts of one endpoint, summed up: ``characters`` of ``prompts`` that took so many ``tokens``.

    ``off`` is the sum of what an estimate by the prompts before was off by, each a part of the true count;
    the first prompt has none before it, so it is of ``prompts - 1``.
    """

    prompts: int = 0
    characters: int = 0
    tokens: int = 0
    off: float = 0.0

    def add(self, characters: int, tokens: int) -> None:
        """Take one count, unless nothing can be learnt from it."""
        if characters < LEAST or not tokens or not SOUND[0] <= characters / tokens <= SOUND[1]:
            return
        if self.prompts:
            expected = characters * self.tokens / self.characters
            self.off += abs(expected - tokens) / tokens
        self.prompts += 1
        self.characters += characters
        self.tokens += tokens


async def weighed(
    deltas: AsyncGenerator[Delta, None], prompt: Prompt, scale: Scale
) -> AsyncGenerator[Delta, None]:
    """The same deltas; what the endpoint counted of the prompt is added to the scale.

    Raises:
        BackendError: from the deltas.
    """
    counted = 0
    try:
        async with aclosing(deltas) as stream:
            async for delta in stream:
                counted = delta.usage.prompt if delta.usage else counted
                yield delta
    finally:
        if counted:
            scale.add(_length(prompt), counted)


def _length(prompt: Prompt) -> int:
    """All characters that are sent, the tools and calls too."""
    length = len(said(prompt))
    if isinstance(prompt, ChatPrompt):
        length += sum(len(f"{t.name}{t.description}{json.dumps(dict(t.parameters))}") for t in prompt.tools)
        length += sum(len(call.name + call.arguments) for m in prompt.messages for call in m.tool_calls)
    return length
