"""The context that a server really has, learned from what it says, and answers cut so that they fit.

A small server refuses an answer longer than its whole context outright (m2-wire-measured, section 1), and
older ones refuse prompt and answer together; most cut the answer by themselves.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from m2lsp.core.chat import ChatPrompt, Delta, Prompt, RawPrompt
from m2lsp.core.errors import ContextOverflow

_LEAST = 64  # tokens; a shorter answer is not worth asking for
_MARGIN = 16  # tokens; what a template adds beyond the endpoint's own count


@dataclass(slots=True)
class Window:
    """``tokens`` is the server's context, prompt and answer together; ``None`` while it is not known."""

    tokens: int | None = None

    def fit(self, prompt: Prompt) -> Prompt:
        """The prompt, asking for no longer an answer than could ever come; for whoever sends it."""
        if self.tokens is None or prompt.max_tokens < self.tokens:
            return prompt
        return replace(prompt, max_tokens=max(1, self.tokens - 1))

    def after(self, error: ContextOverflow, prompt: Prompt) -> Prompt | None:
        """The prompt with an answer that fits by what the error says; ``None`` if that would not help."""
        self.tokens = error.limit_tokens or self.tokens
        if self.tokens is None:
            return None
        room = self.tokens - (error.prompt_tokens or 0) - _MARGIN
        fits = _LEAST <= room < prompt.max_tokens
        return replace(prompt, max_tokens=room) if fits else None


async def fitted(
    ask: Callable[[Prompt], AsyncGenerator[Delta, None]], prompt: Prompt, window: Window
) -> AsyncGenerator[Delta, None]:
    """What ``ask`` yields; asked once more with a shorter answer where that was too long.

    Raises:
        ContextOverflow: the prompt itself is too long.
        BackendError: from ``ask``.
    """
    try:
        async with aclosing(ask(prompt)) as deltas:
            async for delta in deltas:
                yield delta
        return
    except ContextOverflow as error:
        shorter = window.after(error, prompt)
        if shorter is None:
            raise
    async with aclosing(ask(shorter)) as deltas:
        async for delta in deltas:
            yield delta


def said(prompt: Prompt) -> str:
    """All that a prompt says, joined: for estimates of its length."""
    match prompt:
        case RawPrompt():
            return prompt.text
        case ChatPrompt():
            return "\n".join(m.reasoning + m.content for m in prompt.messages)
