"""The places where settings are written, each read into one layer.  A bad place never stops the others."""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import Any

from m2lsp.config.sections import OPTIONS, SECTIONS
from m2lsp.config.stand_ins import TABLE, of_variable

FILE_LIMIT = 1_000_000
"""Bytes; a larger settings file is some other file, or a trap."""

RESERVED = frozenset({"M2LSP_CONFIG_DIR", "M2LSP_DATA_DIR", "M2LSP_CACHE_DIR"})
"""Variables that m2lsp reads elsewhere (``app/paths.py``): folders, not settings."""


CLIENT_KEYS = frozenset({"extensions", "server", "trace"})
"""Keys beside our sections that an editor's client keeps for itself: which of our protocol extensions
it has, where the server is, what to trace."""


class Place(StrEnum):
    """Where a layer comes from; who wrote it decides what it may set."""

    ENVIRONMENT = "environment"
    EDITOR = "editor"
    USER = "user's file"
    PROJECT = "project's file"


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting as found: its full name in our spelling, the raw value, and its name as written there."""

    name: str
    raw: object
    written: str


@dataclass(frozen=True, slots=True)
class Layer:
    """The settings of one place; ``label`` names it in messages ("the editor", "m2lsp/config.toml")."""

    place: Place
    label: str
    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()


def environment_layer(environment: Mapping[str, str]) -> Layer:
    """The variables ``M2LSP_…``.  An empty one counts as not set, as CI systems leave them."""
    known = {variable for option in OPTIONS.values() for variable in option.variables}
    entries = [
        Entry(option.full_name, option.type.parse(environment[variable].strip()), variable)
        for option in OPTIONS.values()
        for variable in option.variables
        if environment.get(variable, "").strip()
    ]
    stand_ins = {name: option for name in environment if (option := of_variable(name))}
    entries += [
        Entry(option.full_name, option.type.parse(environment[name].strip()), name)
        for name, option in stand_ins.items()
        if environment[name].strip()
    ]
    known |= stand_ins.keys()
    strays = [name for name in environment if name not in known | RESERVED and _meant(name, known)]
    entries += [Entry(stray, environment[stray], stray) for stray in strays]
    return Layer(Place.ENVIRONMENT, "the environment", tuple(entries))


def _meant(variable: str, known: Collection[str]) -> bool:
    """Whether an unknown variable is a setting misspelt; others may well be named M2LSP_something."""
    if not variable.startswith("M2LSP_"):
        return False
    sections = tuple(f"M2LSP_{section.upper()}_" for section in (*SECTIONS, TABLE))
    return variable.startswith(sections) or bool(get_close_matches(variable, known, 1, 0.85))


def editor_layer(settings: object) -> Layer:
    """What the editor sent, with or without the outer key ``m2lsp``; null counts as not set."""
    label = "the editor's settings"
    if isinstance(settings, Mapping) and "m2lsp" in settings:
        settings = settings["m2lsp"]
    if not settings:  # None, {} and [], which is how Lua spells an empty table
        return Layer(Place.EDITOR, label)
    if not isinstance(settings, Mapping):
        return Layer(Place.EDITOR, label, (), (f"{_opening(label)} are not a table of sections.",))
    ours = {key.removeprefix("m2lsp."): v for key, v in settings.items() if key not in CLIENT_KEYS}
    return Layer(Place.EDITOR, label, tuple(_entries(ours)))


def file_layer(place: Place, path: Path) -> Layer:
    """A TOML file; one that does not exist is an empty layer."""
    label = f"{path.parent.name}/{path.name}"
    try:
        table = tomllib.loads(_read(path))
    except FileNotFoundError:
        return Layer(place, label)
    except (OSError, ValueError, RecursionError) as error:
        return Layer(place, label, (), (f"{label} can't be used: {_reason(error)}.",))
    return Layer(place, label, tuple(_entries(table)))


def _read(path: Path) -> str:
    if path.exists() and not path.is_file():
        raise OSError("it is not a file")
    with path.open("rb") as file:
        content = file.read(FILE_LIMIT + 1)
    if len(content) > FILE_LIMIT:
        raise OSError("it is too large for a settings file")
    return content.decode("utf-8-sig").replace("\r\n", "\n")


def _reason(error: Exception) -> str:
    """In words, with the line."""
    match error:
        case UnicodeDecodeError():
            return "it is not UTF-8 text"
        case tomllib.TOMLDecodeError():
            text = str(error).replace("at end of document", "at its last line")
            what, line = re.sub(r", column \d+\)$", ")", text).rstrip(")").partition(" (at ")[::2]
            place = f"at {line}: " if line else ""
            return place + what[:1].lower() + what[1:]
        case OSError(strerror=str(reason)):
            return reason.lower()
        case OSError():
            return str(error)
        case _:
            return "it is not TOML"


def _entries(table: Mapping[str, Any]) -> Iterator[Entry]:
    """Sections and names, nested or with dots between them."""
    for key, value in table.items():
        if isinstance(value, Mapping) and "." not in key:
            for name, raw in value.items():
                nested = key == TABLE and isinstance(raw, Mapping) and "." not in name
                inner = {f".{own}": v for own, v in raw.items()} if nested else {"": raw}
                for own, v in inner.items():
                    yield from _entry(f"{key}.{name}{own}", v)
        elif key not in SECTIONS or value:
            yield from _entry(key, value)


def _entry(written: str, raw: object) -> Iterator[Entry]:
    if raw is not None:
        yield Entry(_snake(written), raw, written)


def _snake(name: str) -> str:
    """``completion.debounceMs`` as ``completion.debounce_ms``; a name of the user's stays as it is."""
    if name.startswith(f"{TABLE}."):
        section, _, own = name.rpartition(".")
        return f"{section}.{_snake(own)}"
    return re.sub(r"(?<=[a-z0-9])[A-Z]+", lambda found: "_" + found[0], name).lower()


def _opening(words: str) -> str:
    return words[:1].upper() + words[1:]
