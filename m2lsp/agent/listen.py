"""A stream of deltas to one reply."""

import time
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from m2lsp.core.chat import Backend, Delta, Finish, Message, Prompt, Reply, Role, ToolCall, Usage
from m2lsp.core.stages import streamed


@dataclass(slots=True)
class Heard:
    """What came of a reply so far."""

    text: list[str] = field(default_factory=list)
    thinking: list[str] = field(default_factory=list)
    details: list[Mapping[str, Any]] = field(default_factory=list)
    calls: list[ToolCall] = field(default_factory=list)
    finish: Finish | None = None
    usage: Usage = Usage()
    model: str = ""
    origin: str = ""

    def add(self, delta: Delta) -> None:
        """One step more."""
        self.text.append(delta.text)
        self.thinking.append(delta.thinking)
        self.details.extend(delta.details)
        self.calls.extend(delta.tool_calls)
        self.finish = delta.finish or self.finish
        self.usage = delta.usage or self.usage
        self.model = delta.model or self.model
        self.origin = delta.origin or self.origin

    def reply(self) -> Reply:
        """All of it as one reply, whole or not."""
        message = Message(
            Role.ASSISTANT,
            "".join(self.text),
            "".join(self.thinking),
            tuple(self.calls),
            details=tuple(self.details),
            origin=self.origin,
        )
        return Reply(message, self.finish, self.usage, self.model)


async def listen(
    backend: Backend, prompt: Prompt, say: Callable[[str], None], heard: Heard | None = None
) -> Reply:
    """The whole reply; ``say`` is told once a second what the model is doing.

    A reply that breaks off is in ``heard`` as far as it came.

    Raises:
        BackendError: from the backend, as it is.
    """
    heard, started, told = heard or Heard(), time.monotonic(), 0
    say("waiting for the model")
    async with aclosing(streamed(backend.stream(prompt))) as deltas:
        async for delta in deltas:
            heard.add(delta)
            seconds = int(time.monotonic() - started)
            if seconds > told or (told == 0 and (delta.text or delta.thinking)):
                told = max(seconds, 1)
                say(f"{'thinking' if delta.thinking else 'writing'}… {seconds} s")
    return heard.reply()
