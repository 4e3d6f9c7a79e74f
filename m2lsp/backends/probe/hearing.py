"""One answer, heard to its end, with what it took."""

import time
from contextlib import aclosing
from dataclasses import dataclass

from m2lsp.core.chat import Backend, Delta, Finish, Prompt, ToolCall, Usage


@dataclass(frozen=True, slots=True)
class Heard:
    """What came, thinking and answer apart; times in ms from the request on.

    ``first_ms`` is when the first character of either came, ``whole_ms`` the end.  ``pieces`` are the
    deltas that brought characters: about the number of tokens, where the endpoint counts none.
    """

    text: str = ""
    thinking: str = ""
    calls: tuple[ToolCall, ...] = ()
    finish: Finish | None = None
    usage: Usage = Usage()
    model: str = ""
    first_ms: float = 0.0
    whole_ms: float = 0.0
    pieces: int = 0

    @property
    def token_ms(self) -> float | None:
        """Time per token after the first, in ms; ``None`` where too few came to tell."""
        tokens = self.usage.completion or self.pieces
        return (self.whole_ms - self.first_ms) / (tokens - 1) if tokens > 1 and self.pieces > 1 else None


async def hear(backend: Backend, prompt: Prompt) -> Heard:
    """Ask, and listen to the end.

    Raises:
        BackendError: from the endpoint.
        Declined: the prompt can't be sent to this endpoint as it is.
    """
    started, first, deltas = time.perf_counter(), 0.0, list[Delta]()
    async with aclosing(backend.stream(prompt)) as stream:
        async for delta in stream:
            if not first and (delta.text or delta.thinking or delta.tool_calls):
                first = (time.perf_counter() - started) * 1000
            deltas.append(delta)
    whole = (time.perf_counter() - started) * 1000
    return Heard(
        text="".join(d.text for d in deltas),
        thinking="".join(d.thinking for d in deltas),
        calls=tuple(call for d in deltas for call in d.tool_calls),
        finish=next((d.finish for d in deltas if d.finish), None),
        usage=next((d.usage for d in reversed(deltas) if d.usage), Usage()),
        model=next((d.model for d in deltas if d.model), ""),
        first_ms=first or whole,
        whole_ms=whole,
        pieces=sum(bool(d.text or d.thinking) for d in deltas),
    )
