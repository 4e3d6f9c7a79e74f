"""What to play, and what was asked, as values."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any


@dataclass(frozen=True, slots=True)
class Send:
    """Send these bytes of the body, at once."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """Send nothing until the test says ``backend.release(gate)``.

    With ``ms`` go on after that many milliseconds by itself: for manual trials, not for tests.
    """

    gate: str
    ms: int | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Close the connection here, in the middle of the body."""


Step = Send | Wait | Cut


def send(data: bytes | str) -> Send:
    """A step that sends these bytes."""
    return Send(data.encode() if isinstance(data, str) else data)


def wait(gate: str, ms: int | None = None) -> Wait:
    """A step that waits for ``backend.release(gate)``."""
    return Wait(gate, ms)


@dataclass(frozen=True, slots=True)
class Script:
    """One answer, for one path.

    Headers go out before the first step, as vLLM does it, unless ``hold`` names a gate to wait at first.
    ``bare`` leaves out status line and headers: the steps are all that the client gets.  ``wire`` is how
    many bytes of the body go into one chunk of HTTP, wherever that cuts; 0 sends each step as one.
    """

    path: str
    steps: tuple[Step, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/event-stream; charset=utf-8"),)
    hold: str = ""
    bare: bool = False
    wire: int = 0


def in_bytes(size: int, script: Script) -> Script:
    """The same answer in chunks of ``size`` bytes, which cut characters, names and line ends in two.

    A client sees each chunk apart, because HTTP's chunks are parsed one by one, however they travel.
    """
    return replace(script, wire=size)


@dataclass(eq=False)
class Request:
    """One request as it came.  Times are of ``time.monotonic``, in seconds."""

    number: int
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    came: float
    ended: float | None = None
    aborted: bool = field(default=False)

    @cached_property
    def json(self) -> Any:
        """The body, parsed; ``None`` for an empty one."""
        return json.loads(self.body) if self.body else None

    @property
    def text(self) -> str:
        """Everything that was asked in words: the prompt, or the messages' contents joined by newlines."""
        prompt = self.json.get("prompt")
        if isinstance(prompt, str):
            return prompt
        return "\n".join(m.get("content") or "" for m in self.json.get("messages", ()))


Answer = Script | Callable[[Request], Script]
