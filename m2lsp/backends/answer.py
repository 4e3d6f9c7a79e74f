"""What the two wire formats have in common in their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from m2lsp.core.chat import Finish, ToolCall, Usage

_FINISH = {"stop": Finish.STOP, "length": Finish.LENGTH, "tool_calls": Finish.TOOL_CALLS}


def choice(event: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first choice; empty where an event has none (usage, progress)."""
    choices = event.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, Mapping) else {}


def finish(of: Mapping[str, Any]) -> Finish | None:
    """Why a choice ended; ``None`` while it goes on."""
    reason = of.get("finish_reason")
    return _FINISH.get(reason, Finish.OTHER) if isinstance(reason, str) and reason else None


def model(event: Mapping[str, Any]) -> str:
    """The model that answers, as the endpoint names it; empty where it does not."""
    name = event.get("model")
    return name if isinstance(name, str) else ""


def usage(event: Mapping[str, Any]) -> Usage | None:
    """The tokens counted, 0 for what is missing; ``None`` for an event without any."""
    counted = event.get("usage")
    if not isinstance(counted, Mapping):
        return None
    return Usage(
        prompt=_number(counted, "prompt_tokens"),
        completion=_number(counted, "completion_tokens"),
        reasoning=_number(counted.get("completion_tokens_details"), "reasoning_tokens"),
        cached=_number(counted.get("prompt_tokens_details"), "cached_tokens"),
    )


def _number(counts: object, name: str) -> int:
    value = counts.get(name) if isinstance(counts, Mapping) else None
    return value if isinstance(value, int) else 0


@dataclass(slots=True)
class Calls:
    """Tool calls, put together from the parts that a stream brings."""

    _parts: dict[int, dict[str, str]] = field(default_factory=dict)

    def feed(self, delta: Mapping[str, Any]) -> None:
        """Add what a delta (or a whole message) holds of calls."""
        parts = delta.get("tool_calls")
        for place, part in enumerate(parts if isinstance(parts, list) else ()):
            if not isinstance(part, Mapping):
                continue
            index = part.get("index")
            call = self._parts.setdefault(index if isinstance(index, int) else place, {})
            function = part.get("function")
            function = function if isinstance(function, Mapping) else {}
            # Some servers repeat the name with every part, others send a null one (m2-wire, section 3).
            call["id"] = call.get("id") or str(part.get("id") or "")
            call["name"] = call.get("name") or str(function.get("name") or "")
            call["arguments"] = call.get("arguments", "") + str(function.get("arguments") or "")

    def end(self) -> tuple[ToolCall, ...]:
        """The calls, whole, in the model's order; each once, though a server may name its end twice."""
        parts, self._parts = self._parts, {}
        return tuple(ToolCall(**parts[i]) for i in sorted(parts))
