"""The settings page and the editors' schema, made from the declarations and ``introduction.md``."""

import json
import re
from collections.abc import Iterable, Iterator
from importlib.resources import files

from m2lsp.config.options import Option, Range
from m2lsp.config.sections import OPTIONS, SECTIONS
from m2lsp.config.stand_ins import FIELDS, TABLE, StandIn


def markdown() -> str:
    """The text of ``docs/settings.md``."""
    introduction = files("m2lsp.config").joinpath("introduction.md").read_text(encoding="utf-8")
    lines = [line for section in SECTIONS for line in _section(section)]
    return "\n".join([introduction, *lines, *_described(f"{TABLE}.NAME", StandIn, FIELDS.values())])


def json_schema() -> dict[str, dict[str, object]]:
    """Properties as VS Code's ``contributes.configuration`` takes them, by their full editor name.

    Keys are not in it: the editor's settings are no place for them.  What a project's file may not set
    has the scope ``machine``, so that a workspace's own editor settings can't set it either.
    """
    plain = {
        f"m2lsp.{_camel(name)}": _property(option) for name, option in OPTIONS.items() if not option.secret
    }
    return plain | {f"m2lsp.{TABLE}": _table()}


def _table() -> dict[str, object]:
    """The stand-ins: an object for each name."""
    fields = {_camel(name): _property(option) for name, option in FIELDS.items() if not option.secret}
    for inner in fields.values():
        del inner["scope"]
    return {
        "type": "object",
        "default": {},
        "markdownDescription": _introduction(StandIn),
        "additionalProperties": {"type": "object", "properties": fields},
        "scope": "machine",
    }


def _section(section: str) -> Iterator[str]:
    own = [option for option in OPTIONS.values() if option.section == section]
    return _described(section, SECTIONS[section], own)


def _described(section: str, cls: type, options: Iterable[Option]) -> Iterator[str]:
    yield from (f"## `{section}`", "", _introduction(cls), "")
    for option in options:
        yield from _option(option)


def _introduction(cls: type) -> str:
    return " ".join(re.split(r"\s+", (cls.__doc__ or "").strip()))


def _option(option: Option) -> Iterator[str]:
    yield from (f"### `{option.full_name}`", "", option.meaning.replace(". ", ".\n"), "")
    takes = option.expected[:1].upper() + option.expected[1:]
    default = "" if option.secret else f"; default `{json.dumps(option.default)}`"
    yield f"- {takes}{default}"
    yield "- In the environment: " + " or ".join(f"`{name}`" for name in option.variables)
    if option.secret:
        yield "- Only in the environment"
    elif not option.project:
        yield "- Not in a project's file"
    yield ""


def _property(option: Option) -> dict[str, object]:
    found = {**option.type.schema, "default": option.default, "markdownDescription": option.meaning}
    found["scope"] = "window" if option.project else "machine"
    match option.allowed:
        case Range(least, most):
            found |= {"minimum": least, "maximum": most}
        case tuple() as choices if choices:
            found["enum"] = list(choices)
    if isinstance(option.default, tuple):
        found["default"] = list(option.default)
    return found


def _camel(name: str) -> str:
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)
