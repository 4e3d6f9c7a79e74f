"""A turn as bytes and back, exactly.

Models send what they like: lone surrogates, NUL, U+2028.  JSON with ASCII escapes would join a lone
high surrogate and a lone low one that follow each other into one character; so the text stays as it
is and is encoded with ``surrogatepass``, which keeps each of them.
"""

import json
from dataclasses import asdict
from typing import Any

from m2lsp.core.chat import Message, Role, ToolCall, Usage
from m2lsp.core.thread import Turn


def dump(turn: Turn) -> bytes:
    """The turn as JSON in UTF-8, lone surrogates included."""
    return json.dumps(asdict(turn), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def load(record: bytes) -> Turn:
    """The very turn that ``dump`` was given.

    Raises:
        ValueError, KeyError, TypeError: the bytes are not such a record.
    """
    fields: dict[str, Any] = json.loads(str(record, "utf-8", "surrogatepass"))
    messages = tuple(_message(m) for m in fields.pop("messages"))
    return Turn(messages=messages, usage=Usage(**fields.pop("usage")), **fields)


def _message(fields: dict[str, Any]) -> Message:
    calls = tuple(ToolCall(**call) for call in fields.pop("tool_calls"))
    details = tuple(fields.pop("details", ()))  # turns of earlier versions have none
    return Message(role=Role(fields.pop("role")), tool_calls=calls, details=details, **fields)
