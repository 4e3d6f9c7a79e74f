"""From the layers to one configuration: the strongest place that names a setting decides it.

Environment, editor, user's file, project's files in their order, default.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from m2lsp.config.joining import together
from m2lsp.config.layers import Entry, Layer, Place, editor_layer, environment_layer, file_layer
from m2lsp.config.options import Option
from m2lsp.config.sections import OPTIONS, SECTIONS, Config, option_of
from m2lsp.config.stand_ins import FIELDS, TABLE, stand_ins

SHOWN = 6
"""How many problems the warning spells out; a message window holds no more."""

CREDENTIAL_HEADERS = frozenset({"authorization", "proxy-authorization", "x-api-key", "api-key", "cookie"})

_SAFE_NAME = re.compile(r"[\w.-]{1,60}")
_SAFE_TEXT = re.compile(r"[\w .:/-]{0,40}")
_LARGE = 10**12


@dataclass(frozen=True, slots=True)
class Loaded:
    """The configuration, a sentence for each setting left out, and which place set what.

    ``sources`` has the full names of those settings that are not at their default.
    """

    config: Config
    problems: tuple[str, ...]
    sources: Mapping[str, str]

    def source_of(self, section: str, name: str) -> str:
        """Which place set it: "M2LSP_MODEL in the environment", "m2lsp/config.toml", "default"."""
        return self.sources.get(f"{section}.{name}", "default")

    @property
    def warning(self) -> str:
        """All problems as one text for the user; empty where there are none."""
        if not self.problems:
            return ""
        more = len(self.problems) - SHOWN
        end = (f"There are {more} more; m2lsp doctor lists them all.",) if more > 0 else ()
        text = " ".join(("m2lsp left some settings out.", *self.problems[:SHOWN], *end))
        return text.replace("](", "] (")  # editors show the form of a link as one that can be clicked


def load(
    *,
    environment: Mapping[str, str],
    user_file: Path | None,
    project_files: Sequence[Path],
    editor: Mapping[str, Any] | None,
) -> Loaded:
    """Read every place and merge.  Never raises: what is wrong is in ``problems``.

    Of several project files (one a workspace folder) an earlier one is over a later one.
    """
    user = [file_layer(Place.USER, user_file)] if user_file else []
    project = [file_layer(Place.PROJECT, path) for path in project_files]
    return merge([environment_layer(environment), editor_layer(editor), *user, *project])


def merge(layers: Sequence[Layer]) -> Loaded:
    """Join the layers, the strongest first."""
    accepted: list[dict[str, object]] = []
    sources: dict[str, str] = {}
    problems: list[str] = []
    for layer in layers:
        problems += layer.problems
        accepted.append({})
        for entry in layer.entries:
            option = option_of(entry.name)
            problem = _problem(entry, layer, option)
            if problem:
                problems.append(problem)
            elif option and entry.name not in accepted[-1]:
                accepted[-1][entry.name] = option.accept(entry.raw)
                sources.setdefault(entry.name, _source(entry, layer))
    values = together(accepted)
    used = {name: source for name, source in sources.items() if name in values}
    config = _config(values)
    problems += _unknown_names(config, used)
    return Loaded(config, tuple(dict.fromkeys(problems)), used)


def _unknown_names(config: Config, sources: Mapping[str, str]) -> list[str]:
    """A sentence for each stand-in that is named and nowhere described."""
    told = []
    for section in ("endpoint", "completion", "chat"):
        setting = f"{section}.fallbacks"
        for name in getattr(config, section).fallbacks:
            if name not in config.endpoints:
                near = get_close_matches(name, config.endpoints, n=1)
                hint = f"perhaps {near[0]} is meant" if near else f"describe it under [{TABLE}.NAME]"
                where = f"{setting} in {sources.get(setting, 'the settings')}"
                told.append(f"{where} names {_name(name)}, which is no endpoint of yours; {hint}.")
    return told


def _config(values: Mapping[str, object]) -> Config:
    def part(section: str) -> dict[str, object]:
        start = f"{section}."
        return {name.removeprefix(start): v for name, v in values.items() if name.startswith(start)}

    sections = {section: cls(**part(section)) for section, cls in SECTIONS.items()}
    return Config(**sections, endpoints=stand_ins(values))


def _source(entry: Entry, layer: Layer) -> str:
    named = layer.place is Place.ENVIRONMENT
    return f"{entry.written} in {layer.label}" if named else layer.label


def _problem(entry: Entry, layer: Layer, option: Option | None) -> str:
    """Why the entry is left out, as a sentence; empty if it is not."""
    where = f"{_name(entry.written)} in {layer.label}"
    if option is None:
        return f"{where} is not a setting{_suggestion(entry, layer)}."
    value = option.accept(entry.raw)
    if layer.place is not Place.ENVIRONMENT and _holds_key(option, value):
        return f"{where} would keep a key in a file: {_where_keys_belong(option)}."
    if layer.place is Place.PROJECT and not option.project:
        return f"{where} is not for a project's own file: write it in your own settings."
    if value is None:
        return f"{where} takes {option.expected}{_but(option, entry.raw)}."
    return ""


def _holds_key(option: Option, value: object) -> bool:
    credential = isinstance(value, Mapping) and CREDENTIAL_HEADERS & {name.lower() for name in value}
    return option.secret or bool(credential)


def _where_keys_belong(option: Option) -> str:
    ways = f"put it in the environment as {option.variables[-1]}"
    return f"{ways}, or name a command that prints it in {option.section}.api_key_command"


def _suggestion(entry: Entry, layer: Layer) -> str:
    if entry.name in SECTIONS:
        return f" but a section, with settings such as {next(n for n in OPTIONS if n.startswith(entry.name))}"
    if entry.name.startswith(f"{TABLE}."):
        return f"; it takes {TABLE}.NAME.SETTING, with a NAME in small letters and one of {', '.join(FIELDS)}"
    if layer.place is Place.ENVIRONMENT:
        names = [variable for option in OPTIONS.values() for variable in option.variables]
    else:
        last = entry.name.rpartition(".")[2]
        names = [name for name, option in OPTIONS.items() if option.name == last] or list(OPTIONS)
    near = get_close_matches(entry.name, names, n=1)
    return f"; perhaps {near[0]} is meant" if near and _SAFE_NAME.fullmatch(entry.written) else ""


def _name(written: str) -> str:
    """The name if it is harmless to show: a message window takes some texts for links."""
    return written if _SAFE_NAME.fullmatch(written) else "a name with odd characters"


def _but(option: Option, raw: object) -> str:
    """What was found instead; never the content of a table, a list or a command."""
    match raw:
        case bool():
            return f", not {str(raw).lower()}"
        case int() | float() if abs(raw) < _LARGE:
            return f", not {raw:g}" if isinstance(raw, float) else f", not {raw}"
        case str() if option.allowed is not None and _SAFE_TEXT.fullmatch(raw):
            return f', not "{raw}"'
        case _:
            return ""
