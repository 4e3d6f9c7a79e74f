"""What a profile says: how a model family thinks and speaks, whoever carries it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil
from types import MappingProxyType
from typing import Any

from m2lsp.core.chat import Marker

_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Lever(StrEnum):
    """A way to keep a model from thinking over chat.

    The family says which of them work and with what value, the provider which it carries and in which
    field of the body.
    """

    BUDGET = "thinking token budget"  # the server writes the closing tag after that many tokens
    TEMPLATE = "template variable"  # the family's own template reads it
    CLOSED_BY_SERVER = "block closed by the server"  # the server closes what the template opened
    BODY = "thinking field"  # the vendor's own interface reads it


@dataclass(frozen=True, slots=True)
class Sampling:
    """Sent explicitly: a server's defaults differ.  ``top_k`` only where the provider honours it."""

    temperature: float
    top_p: float
    top_k: int | None = None


@dataclass(frozen=True, slots=True)
class Thinking:
    """The tags round the model's thinking, and whether the prompt already opened it."""

    open: str
    close: str
    opened_by_prompt: bool


@dataclass(frozen=True, slots=True)
class CallMarkup:
    """How the family writes tool calls, for servers that leave them in the content.

    A block goes from ``open`` to ``close``.  ``invoke`` is the pattern of one call in it, with the groups
    ``name``, ``body`` and ``end`` (missing where the call is cut off); ``parameter`` that of an argument
    in the body, with ``name`` and ``value``.  In both the dot matches line ends too.
    """

    open: str
    close: str
    invoke: str
    parameter: str


@dataclass(frozen=True, slots=True)
class Fim:
    """Fill-in-the-middle tokens, in the order prefix, suffix, middle."""

    prefix: Marker
    suffix: Marker
    middle: Marker
    file: Marker | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """The parts of the family's chat template that ghost text needs when it renders by itself.

    A turn is its ``open`` part, the text, ``turn_end``.  ``closed_thinking`` follows
    ``assistant_open`` and leaves the model at the first token of its answer.
    """

    system_open: tuple[str | Marker, ...]
    user_open: tuple[str | Marker, ...]
    assistant_open: tuple[str | Marker, ...]
    turn_end: tuple[str | Marker, ...]
    closed_thinking: tuple[str | Marker, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One model family.

    ``models`` are shell patterns matched, without case, against the last part of the served model's
    name.  ``markers`` are all the strings that the family's tokenizer turns into control tokens.
    ``characters_per_token`` is the estimate for code, measured or from ``source``.
    ``token_error`` is by how much that is off, as a part of the true count, where an endpoint was measured.
    ``levers`` are what keeps the family from thinking, best first, each with the value that does it.
    """

    name: str
    models: tuple[str, ...]
    markers: tuple[str, ...]
    sampling: Sampling
    context_tokens: int
    output_tokens: int
    characters_per_token: float
    source: str
    thinking: Thinking | None = None
    fim: Fim | None = None
    template: Template | None = None
    calls: CallMarkup | None = None
    token_error: float | None = None
    levers: Mapping[Lever, Any] = field(default_factory=lambda: _NOTHING)

    def tokens(self, text: str) -> int:
        """About how many tokens the text is, rounded up."""
        return ceil(len(text) / self.characters_per_token)
