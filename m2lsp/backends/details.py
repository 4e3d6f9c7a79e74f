"""Thinking in parts (``reasoning_details``), put together from what a stream brings.

A stream cuts each part into increments, and they must not go back as they came: OpenRouter wants the
*parts* as the model made them, unmodified and in their order (its documentation, "Preserving reasoning
blocks"), and answers 400 to a part in pieces (langchain issue 36400, agno issue 8794).  Where each text
is all so far instead, that is noticed (see ``increments``).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from m2lsp.backends.increments import Increments
from m2lsp.core.chat import Delta

Part = Mapping[str, Any]

# What a part may hold of thinking; it grows, while every other key keeps what was sent last.
_GROWING = ("text", "summary", "data")


@dataclass(slots=True)
class Details:
    """The parts of one message."""

    _parts: list[dict[str, Any]] = field(default_factory=list)
    _growing: dict[str, Increments] = field(default_factory=dict)  # of the last part

    def feed(self, delta: Delta) -> None:
        """Add what a delta holds of parts."""
        for part in delta.details:
            if not (self._parts and _goes_on(self._parts[-1], part)):
                self._close()
                self._parts.append({})
            self._grow(self._parts[-1], part)

    def end(self) -> tuple[Part, ...]:
        """The parts, whole, in the model's order."""
        self._close()
        parts, self._parts = self._parts, []
        return tuple(parts)

    def _grow(self, last: dict[str, Any], part: Part) -> None:
        for key, value in part.items():
            if key in _GROWING and isinstance(value, str):
                new = self._growing.setdefault(key, Increments()).feed(value)
                last[key] = (last.get(key) or "") + new
            elif value is not None or key not in last:
                last[key] = value

    def _close(self) -> None:
        """The last part is whole."""
        for key, text in self._growing.items():
            self._parts[-1][key] += text.end()
        self._growing.clear()


def _goes_on(last: Part, part: Part) -> bool:
    """Whether a part is an increment of the last one.  Its number tells; without one each part is whole."""
    if last.get("index") is None or last["index"] != part.get("index"):
        return False
    return all(None in (last.get(key), part.get(key)) or last[key] == part[key] for key in ("type", "id"))
