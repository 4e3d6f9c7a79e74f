"""What the two wire formats have in common in their answers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from m2lsp.core.chat import Finish, ToolCall, Usage

# OpenAI's five, and Together's for a stop.
_FINISH = {
    "stop": Finish.STOP,
    "eos": Finish.STOP,
    "length": Finish.LENGTH,
    "tool_calls": Finish.TOOL_CALLS,
    "function_call": Finish.TOOL_CALLS,
    "content_filter": Finish.FILTERED,
}


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
    return name.encode(errors="replace").decode() if isinstance(name, str) else ""


def usage(event: Mapping[str, Any]) -> Usage | None:
    """The tokens counted, 0 for what is missing; ``None`` for an event without any."""
    counted = event.get("usage")
    if not isinstance(counted, Mapping):
        return None
    return Usage(
        prompt=_number(counted, "prompt_tokens"),
        completion=_number(counted, "completion_tokens"),
        # SGLang has it beside the totals, without details.
        reasoning=_number(counted.get("completion_tokens_details"), "reasoning_tokens")
        or _number(counted, "reasoning_tokens"),
        cached=_number(counted.get("prompt_tokens_details"), "cached_tokens"),
    )


def _number(counts: object, name: str) -> int:
    value = counts.get(name) if isinstance(counts, Mapping) else None
    return value if isinstance(value, int) else 0


@dataclass(slots=True)
class _Call:
    index: int | None
    id: str = ""
    name: str = ""
    arguments: str = ""


@dataclass(slots=True)
class Calls:
    """Tool calls, put together from the parts that a stream brings.

    Servers differ (m2-wire, section 3): some leave the index out or give every call the same one, some
    repeat the name with every part and others send a null one, some send no id, or a call all at once
    with its arguments as an object.
    """

    _calls: list[_Call] = field(default_factory=list)

    def feed(self, delta: Mapping[str, Any]) -> None:
        """Add what a delta (or a whole message) holds of calls."""
        parts = delta.get("tool_calls")
        for part in parts if isinstance(parts, list) else ():
            if isinstance(part, Mapping):
                self._add(part)

    def end(self) -> tuple[ToolCall, ...]:
        """The calls, whole, in the model's order; each once, though a server may name its end twice."""
        calls, self._calls = self._calls, []
        ordered = sorted(calls, key=lambda call: call.index or 0)
        return tuple(
            ToolCall(c.id or made_up(at, c.name, c.arguments), c.name, c.arguments)
            for at, c in enumerate(ordered)
            if c.name or c.arguments
        )

    def _add(self, part: Mapping[str, Any]) -> None:
        index, function = part.get("index"), part.get("function")
        function = function if isinstance(function, Mapping) else {}
        said = _Call(
            index if isinstance(index, int) else None,
            str(part.get("id") or ""),
            str(function.get("name") or ""),
            _arguments(function.get("arguments")),
        )
        if call := self._continued(said):
            call.id, call.name = call.id or said.id, call.name or said.name
            call.arguments += said.arguments
        else:
            self._calls.append(said)

    def _continued(self, said: _Call) -> _Call | None:
        """The call that this part goes on with; ``None`` if it begins one."""
        same = [c for c in self._calls if c.index == said.index]
        if said.id and (known := [c for c in same if c.id == said.id]):
            return known[-1]
        if not same or _begins(said, same[-1]):
            return None
        return same[-1]


def _begins(said: _Call, last: _Call) -> bool:
    """Whether a part that could belong to the last call begins another one instead.

    An id of its own does not show it, as some servers make one up for every part.
    """
    if not said.name or not last.name:
        return False
    if said.index is not None and said.id in ("", last.id):
        return False
    return said.name != last.name or _is_whole(last.arguments)


def _is_whole(arguments: str) -> bool:
    try:
        json.loads(arguments)
    except ValueError:
        return False
    return True


def _arguments(value: object) -> str:
    """As JSON text, whether sent so or as an object."""
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def made_up(at: int, name: str, arguments: str) -> str:
    """An id for a call that came without one: the same for the same call, so that a replay is the same."""
    digest = hashlib.sha256(f"{name}\0{arguments}".encode(errors="replace")).hexdigest()
    return f"call-{at}-{digest[:8]}"
