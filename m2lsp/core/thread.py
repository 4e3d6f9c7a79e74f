"""A conversation about a document, as values."""

from dataclasses import dataclass

from m2lsp.core.chat import Message, Usage


@dataclass(frozen=True, slots=True)
class Turn:
    """One user turn, whole: what was sent for it and all that came back, byte for byte.

    ``messages`` begins with the user's message and ends with the assistant's last one; the system
    message and earlier turns are not repeated in it.  ``started`` is in seconds since 1970 (UTC),
    ``seconds`` is how long it took.  ``outcome`` is a short word: "edit", "answer", a refusal's reason.
    """

    feature: str
    messages: tuple[Message, ...]
    model: str
    endpoint: str
    started: float
    seconds: float
    usage: Usage = Usage()
    document_version: int | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class ThreadInfo:
    """A thread as a list shows it; times in seconds since 1970 (UTC)."""

    uri: str
    turns: int
    created: float
    updated: float
