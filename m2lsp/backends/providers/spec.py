"""What a provider says: how an endpoint carries a model, whichever it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.profiles.spec import Lever

# The fields that are claims about an endpoint and not our own choices.
FACTS = (
    *("base_url", "shape", "back", "max_tokens_field", "raw", "prefill", "levers"),
    *("top_k", "stop", "min_temperature", "tokenize", "tools", "structured", "eats"),
)
_NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Grade(StrEnum):
    """How sure a fact is, as in m2-wire."""

    A = "A"  # read in the source of the released package, or run
    B = "B"  # the vendor's or project's own document
    C = "C"  # a third party's measurement or write-up
    D = "D"  # inference
    UNVERIFIED = "unverified"  # nobody has run it or read it


class Back(StrEnum):
    """Where an earlier message's thinking is put when the message is sent again."""

    REASONING = "reasoning"
    REASONING_CONTENT = "reasoning_content"
    DETAILS = "reasoning_details"


class Tokenize(StrEnum):
    """How ``/tokenize`` is spoken; it is beside ``/v1``, not below it."""

    VLLM = "vllm"
    LLAMA_CPP = "llama.cpp"


class Structured(StrEnum):
    """How an answer is bound to a JSON schema."""

    NONE = "by the prompt only"
    VLLM = "structured_outputs"
    RESPONSE_FORMAT = "response_format"


class Fate(StrEnum):
    """What becomes of a marker of the model's that its answer over chat is meant to contain, as code."""

    AS_CONTROL = "lost where the model writes it as its control token, kept where it spells it"
    SWALLOWS = "lost, and what follows it too"
    CUTS_ARGUMENT = "kept in the answer; ends an argument of a tool call"
    WITH_TOOLS = "kept, unless tools are declared"
    UNKNOWN = "not known"


@dataclass(frozen=True, slots=True)
class ModelNote:
    """A model that the provider serves or served.

    ``note`` goes on from its name and says what is known of its end, ``ended`` whether that is past.
    """

    id: str
    note: str = ""
    ended: bool = False


# The markers that an answer about the model itself is likely to spell (m2-wire, trap 7).
QUOTED = ("</think>", "[e~[", "<invoke name=", "</parameter>")
_UNTRIED: Mapping[str, Fate] = MappingProxyType(dict.fromkeys(QUOTED, Fate.UNKNOWN))


@dataclass(frozen=True, slots=True)
class Provider:
    """One kind of endpoint.

    ``local`` is true for the user's own server, false for a third party's.
    ``api_key_env`` is the usual variable of its key; a third party's is used at ``base_url``'s host only.
    ``base_url`` ends in the version (``/v1``) and is only a default.
    ``default_model`` is asked for when the user names none; else the endpoint is asked what it serves.
    ``chat_body`` and ``raw_body`` are sent with every request of that kind.
    ``top_k`` and ``stop`` say whether these parameters are honoured, ``stop`` for closed thinking.
    ``levers`` are what it carries to keep a model from thinking, each with the field of the body.
    ``priority`` says that ``priority`` may be sent, the lower the earlier, whether it has an effect or not.
    ``structured`` is how a schema is sent.
    ``eats`` are the markers that code in an answer over chat may lose there, each with its fate; what is
    not named is kept.
    ``min_temperature`` is the lowest that is not an error.
    ``session_field`` takes a stable key, so that a router keeps a conversation on one replica.
    ``tools`` says whether a model may be given tools there and nothing of its answer is lost by that.
    ``context_tokens`` is the most that the endpoint takes where that is less than the model's; 0 if not.
    ``grades`` say how sure each field is; one that is not named there is unverified.
    """

    name: str
    base_url: str
    local: bool
    shape: Shape
    back: Back
    api_key_env: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    default_model: str = ""
    models: tuple[ModelNote, ...] = ()
    chat_body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    raw_body: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)
    max_tokens_field: str = "max_tokens"
    raw: bool = False
    prefill: bool = False
    levers: Mapping[Lever, str] = field(default_factory=lambda: _NOTHING)
    priority: bool = False
    structured: Structured = Structured.NONE
    eats: Mapping[str, Fate] = field(default_factory=lambda: _UNTRIED)
    top_k: bool = False
    stop: bool = True
    min_temperature: float = 0.0
    tokenize: Tokenize | None = None
    session_field: str = ""
    tools: bool = False
    context_tokens: int = 0
    grades: Mapping[str, Grade] = field(default_factory=lambda: _NOTHING)
    source: str = ""

    def grade(self, name: str) -> Grade:
        """How sure the named field of this row is."""
        return self.grades.get(name, Grade.UNVERIFIED)

    @property
    def loses(self) -> tuple[str, ...]:
        """The markers that code in an answer over chat is known to lose here, or what follows them."""
        kept = (Fate.CUTS_ARGUMENT, Fate.UNKNOWN)
        return tuple(marker for marker, fate in self.eats.items() if fate not in kept)

    @property
    def unverified(self) -> tuple[str, ...]:
        """The fields of this row that nobody has run or read about."""
        return tuple(name for name in FACTS if self.grade(name) is Grade.UNVERIFIED)


UNKNOWN_SHAPE = Shape(Kind.UNKNOWN, ("reasoning", "reasoning_content", "reasoning_details"))
