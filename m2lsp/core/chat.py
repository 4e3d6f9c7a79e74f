"""What is said to a model and what it says back.

Thinking and answer are apart from the first byte to the last: ``reasoning`` never holds answer and
``content`` never holds thinking.  Both are kept exactly as received.
"""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Protocol


class Role(StrEnum):
    """Who speaks.  M2's template knows these four and drops any later system message."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"
    TOOL = "tool"


class Priority(IntEnum):
    """Who goes first where requests have to wait; as on vLLM, the lower number."""

    GHOST = -10
    ACTION = 0
    BACKGROUND = 10


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that the model may call: ``parameters`` is the JSON schema of its arguments, an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Schema:
    """A JSON schema that the answer, thinking aside, is to obey."""

    name: str
    json: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call as the model made it; ``arguments`` is its JSON text, unparsed and perhaps broken."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, as sent or as received, byte for byte.

    ``reasoning`` is sent back on every assistant message, even when empty: an absent one makes M2's
    template cut old answers at a literal ``</think>`` (m2-wire, section 1).  ``details`` is the same
    thinking in the parts in which some providers send it and want it back; ``origin`` is the row of the
    provider that sent this message, because another one can't be given these parts.
    """

    role: Role
    content: str
    reasoning: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    details: tuple[Mapping[str, Any], ...] = ()
    origin: str = ""


class Finish(StrEnum):
    """Why the model stopped."""

    STOP = "stop"
    LENGTH = "length"
    TOOL_CALLS = "tool_calls"
    FILTERED = "content_filter"  # the endpoint's own filter withheld the answer, or the rest of it
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the endpoint counted them; 0 where it does not say."""

    prompt: int = 0
    completion: int = 0
    reasoning: int = 0
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Delta:
    """One step of a stream: some answer, some thinking, or what only the end knows.

    ``details`` are the parts in which the thinking came, where the endpoint sends parts: whole, with the end.
    ``origin`` is the row of the provider that answers, likewise.
    """

    text: str = ""
    thinking: str = ""
    details: tuple[Mapping[str, Any], ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Finish | None = None
    usage: Usage | None = None
    model: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer.  ``model`` is the one that really answered, as the endpoint names it."""

    message: Message
    finish: Finish | None = None
    usage: Usage = Usage()
    model: str = ""

    @property
    def only_thinking(self) -> bool:
        """Whether the model thought and then said nothing: an outcome of its own, never an edit."""
        m = self.message
        return bool(m.reasoning) and not m.content.strip() and not m.tool_calls


@dataclass(frozen=True, slots=True)
class Marker:
    """A control token of the model's template, written by us on purpose."""

    text: str


@dataclass(frozen=True, slots=True)
class RawPrompt:
    """A prompt that we render ourselves, for ``/v1/completions``.

    ``pieces`` alternate freely: a ``str`` is data (file text that spells a marker must stay text,
    the backend sees to it), a ``Marker`` is a control token.
    """

    pieces: tuple[str | Marker, ...]
    max_tokens: int
    stop: tuple[str, ...] = ()
    temperature: float | None = None
    priority: Priority = Priority.GHOST

    @property
    def text(self) -> str:
        """All pieces joined, for showing."""
        return "".join(p.text if isinstance(p, Marker) else p for p in self.pieces)


@dataclass(frozen=True, slots=True)
class ChatPrompt:
    """A prompt that the server's own template renders, for ``/v1/chat/completions``.

    ``think`` false asks for no thinking, by whatever lever the endpoint has; ``prefill`` is the start
    of the answer where the endpoint can go on from one.  Both need an endpoint whose ``Way`` says so.
    ``tools`` are rendered into the prompt's very beginning, so another list or order costs the whole
    prefix cache (m2-wire, section 1).
    """

    messages: tuple[Message, ...]
    max_tokens: int
    think: bool = True
    prefill: str = ""
    stop: tuple[str, ...] = ()
    temperature: float | None = None
    cache_key: str = ""
    tools: tuple[Tool, ...] = ()
    schema: Schema | None = None
    priority: Priority = Priority.ACTION
    extra: Mapping[str, Any] = field(default_factory=dict)


Prompt = RawPrompt | ChatPrompt


class Way(StrEnum):
    """How ghost text is asked for, from what the profile and the provider allow (best first)."""

    FIM = "fim"  # a fill-in-the-middle model over raw completions
    RAW_PREFILL = "raw prefill"  # own template, think block closed, the code as prefill
    CHAT_PREFILL = "chat prefill"  # continue_final_message, streamed
    SWITCHED_OFF = "thinking switched off"  # over chat, by a switch of the endpoint's or the model's
    CHAT = "chat"  # a chat model that does not think
    THINKING = "thinking"  # thinking can't be closed: on explicit request only


class Backend(Protocol):
    """A model's endpoint, as features see it."""

    @property
    def name(self) -> str:
        """What to call it in messages: provider, model, host."""

    def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Ask, and yield what comes.  Close the generator to end the request at the endpoint.

        Raises:
            BackendError: with one sentence for the user.
            Declined: the prompt can't be sent to this endpoint as it is.
        """

    async def close(self) -> None:
        """Let go of connections and child processes."""
