"""The types that a setting may have: how each is accepted, read from the environment, and described."""

import json
import math
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NewType

from m2lsp.config.secret import Secret

Command = NewType("Command", tuple[str, ...])
"""A program and its arguments; run as it is, without a shell."""

_SWITCH = {"true": True, "1": True, "on": True, "false": False, "0": False, "off": False}


@dataclass(frozen=True, slots=True)
class ValueType:
    """One type.

    ``accept`` takes what TOML or JSON gave and returns the value, or ``None`` where it is no such value.
    ``parse`` takes a text from the environment and returns what TOML or JSON would have given;
    a text that it can't read comes back unchanged, for ``accept`` to refuse.
    """

    words: str
    schema: Mapping[str, object]
    accept: Callable[[object], object | None]
    parse: Callable[[str], object]


def _truth(raw: object) -> bool | None:
    return raw if isinstance(raw, bool) else None


def _whole(raw: object) -> int | None:
    if isinstance(raw, float) and raw.is_integer():  # some editors have only one kind of number
        return int(raw)
    return raw if isinstance(raw, int) and not isinstance(raw, bool) else None


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        number = float(raw)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _text(raw: object) -> str | None:
    return raw.strip() if isinstance(raw, str) else None


def _secret(raw: object) -> Secret | None:
    return Secret(raw.strip()) if isinstance(raw, str) else None


def _texts(raw: object) -> tuple[str, ...] | None:
    if raw == {}:  # Lua and Emacs Lisp can't tell an empty list from an empty table
        return ()
    if not isinstance(raw, list | tuple) or not all(isinstance(item, str) for item in raw):
        return None
    return tuple(raw)


def _command(raw: object) -> Command | None:
    words = words_of(raw) if isinstance(raw, str) else _texts(raw)
    if words is None or (words and not words[0]):
        return None
    return Command(words)


def words_of(line: str) -> tuple[str, ...] | None:
    """The words of a command line, ``None`` if a quote is left open.

    Quotes group, a backslash is an ordinary character (Windows).
    """
    lexer = shlex.shlex(line, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.escape, lexer.commenters = True, "", ""
    try:
        return tuple(lexer)
    except ValueError:  # a quote without its partner
        return None


def _table(raw: object) -> Mapping[str, str] | None:
    if raw == []:
        return {}
    if not isinstance(raw, Mapping):
        return None
    texts = all(isinstance(key, str) and isinstance(value, str) for key, value in raw.items())
    return dict(raw) if texts else None


def _read(convert: Callable[[str], object]) -> Callable[[str], object]:
    def parse(text: str) -> object:
        try:
            return convert(text)
        except (ValueError, RecursionError):
            return text

    return parse


def _list_of_text(text: str) -> object:
    if text.startswith("["):
        return json.loads(text)
    return [item.strip() for item in text.split(",") if item.strip()]


_LIST = {"type": "array", "items": {"type": "string"}}

TYPES: Mapping[object, ValueType] = {
    bool: ValueType(
        "true or false", {"type": "boolean"}, _truth, lambda text: _SWITCH.get(text.lower(), text)
    ),
    int: ValueType("a whole number", {"type": "integer"}, _whole, _read(int)),
    float: ValueType("a number", {"type": "number"}, _number, _read(float)),
    str: ValueType("a text", {"type": "string"}, _text, str),
    Secret: ValueType("a text", {"type": "string"}, _secret, str),
    tuple[str, ...]: ValueType("a list of texts", _LIST, _texts, _read(_list_of_text)),
    Command: ValueType(
        "a command, as a list of texts or as one text",
        {"type": ["array", "string"], "items": {"type": "string"}},
        _command,
        _read(lambda text: json.loads(text) if text.startswith("[") else text),
    ),
    Mapping[str, str]: ValueType(
        "a table of texts",
        {"type": "object", "additionalProperties": {"type": "string"}},
        _table,
        _read(json.loads),
    ),
}
"""By the annotation of the setting's field.  The environment takes lists with commas or as JSON,
tables as JSON."""
