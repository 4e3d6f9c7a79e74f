"""The calls of one message to the messages that answer them."""

import json
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from m2lsp.agent.tools import Given, Instrument
from m2lsp.core.chat import Message, Role, ToolCall
from m2lsp.core.errors import Drop

AT_ONCE = 8  # calls of one message that are answered; whoever makes more is going nowhere
_TYPES: Mapping[str, tuple[type, str]] = {"string": (str, "a string"), "integer": (int, "an integer")}

TOO_MANY = f"Not answered: at most {AT_ONCE} calls are answered at a time. Make fewer."


def answer(call: ToolCall, given: Given, known: Sequence[Instrument]) -> str:
    """What the call's result says: what was asked for, or what is wrong with the call.

    May read files and parse: run it in a thread.
    """
    instrument = next((i for i in known if i.tool.name == call.name), None)
    if instrument is None:
        return _unknown(call.name, [i.tool.name for i in known])
    found = arguments(call.arguments, instrument.tool.parameters)
    if isinstance(found, Drop):
        return f"{call.name} was not run: {found.detail}"
    told = instrument.answer(found, given)
    return told.detail if isinstance(told, Drop) else told


def result(call: ToolCall, text: str) -> Message:
    """The message that answers the call."""
    return Message(Role.TOOL, text, tool_call_id=call.id)


def arguments(written: str, schema: Mapping[str, Any]) -> dict[str, Any] | Drop:
    """The arguments of a call, if they are what the tool takes.

    A number written as a string is taken for the number: some servers do not know the types (m2-wire,
    section 3).  Arguments that the tool does not take are passed over.
    """
    try:
        found = json.loads(written or "{}")
    except (ValueError, RecursionError) as error:
        return Drop("no JSON", f"its arguments are no JSON ({error}). Write them as one JSON object.")
    if not isinstance(found, dict):
        return Drop("no object", "its arguments must be one JSON object.")
    if missing := [name for name in schema["required"] if found.get(name) is None]:
        names = ", ".join(schema["properties"])
        return Drop("missing", f"{' and '.join(missing)} must be given. It takes: {names}.")
    taken = {name: _value(found[name], row["type"]) for name, row in _given(found, schema)}
    if wrong := [name for name, value in taken.items() if value is None]:
        kind = _TYPES[schema["properties"][wrong[0]]["type"]][1]
        return Drop("type", f"{wrong[0]} must be {kind}.")
    return taken


def _given(found: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, Mapping[str, str]]]:
    return [(name, row) for name, row in schema["properties"].items() if found.get(name) is not None]


def _value(value: object, kind: str) -> object:
    """The value as the type asks, ``None`` if it is not of it."""
    if kind == "integer" and isinstance(value, str) and value.strip().isdecimal():
        value = int(value) if len(value) < 10 else None  # noqa: PLR2004 (no file has so many lines)
    return value if isinstance(value, _TYPES[kind][0]) and not isinstance(value, bool) else None


def _unknown(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(names)}."
    return f"There is no tool {name!r}. {hint}"
