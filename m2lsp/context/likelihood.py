"""How likely a definition is to be needed at the cursor.

The log-odds are a sum of weights for what is known of its name, its file, the type that it is a member of,
and its kind.  The weights (``weights.toml``) were fitted by logistic regression to what code that was cut
out of real files needed.
"""

import re
import tomllib
from bisect import bisect
from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from m2lsp.context.candidates import TYPES, Found
from m2lsp.core.symbol import Symbol

_TEST = re.compile(
    r"(^|[/_.-])(tests?|specs?|testing|fixtures?|examples?|benches|benchmarks?)([/_.-]|$)|Tests?[./]"
)
_KINDS = {
    **dict.fromkeys(("function", "macro"), "function"),
    **dict.fromkeys(("method", "constructor"), "method"),
    **dict.fromkeys(TYPES, "type"),
    "constant": "constant",
    "enum_member": "enum member",
}

Clues = list[str]
"""What is known of a candidate, as names of weights; a number says which step a measure falls into."""


def log_odds(found: Found) -> list[tuple[float, Symbol]]:
    """Each candidate with its log-odds; each name, file and container is looked at only once."""
    about, near = About(found), found.near.lines
    names: dict[str, float] = {}
    rest: dict[tuple[object, ...], float] = {}
    rated = []
    for symbol in found.symbols.values():
        name, named = symbol.name, symbol.name in near
        table = _weights()[named]
        if name not in names:
            names[name] = _sum(table, about.name(name))
        key = (named, symbol.shown, symbol.container, symbol.kind, symbol.depth > 0, name.islower())
        if key not in rest:
            place = [*about.file(symbol.shown), *about.container(symbol.container), *about.kind(symbol)]
            rest[key] = _sum(table, place)
        rated.append((names[name] + rest[key], symbol))
    return rated


def _sum(table: Mapping[str, float], clues: Clues) -> float:
    return sum(table.get(clue, 0.0) for clue in clues)


class About:
    """The clues."""

    def __init__(self, found: Found) -> None:
        self._found = found
        self._here = frozenset(found.own.split("/")[:-1])
        self._files: dict[str, Clues] = {}
        self._containers: dict[str, Clues] = {}
        self._in_tests = bool(_TEST.search(found.own))
        self._definitions = Counter(symbol.name for symbol in found.symbols.values())
        lines = found.near.lines
        self._named_there = Counter(s.shown for s in found.symbols.values() if s.name in lines)

    def name(self, name: str) -> Clues:
        """How many definitions it has, how much the folder uses it, and where it stands near the cursor."""
        found, near = self._found, self._found.near
        clues = [_step("definitions", self._definitions[name], (2, 3, 5))]
        clues.append(_step("beside", found.beside.get(name, 0.0), (1e-9, 0.05, 0.12, 0.25, 0.5)))
        if name in near.lines:
            clues.append(_step("lines", near.lines[name], (1, 3, 8, 20, 50, 120, 250, 400)))
            clues.append(_step("count", near.count.get(name, 0), (1, 2, 4, 9)))
            clues += ["imported"] * (name in near.imported) + ["after"] * (name in near.after)
        elif name in found.hops:
            clues.append(_step("hop", found.hops[name], (4, 20, 80)))
        elif name in found.above:
            clues.append("above")
        return clues

    def file(self, shown: str) -> Clues:
        """How far away the file is, and how many of the names near the cursor it defines."""
        if shown not in self._files:
            self._files[shown] = self._file(shown)
        return self._files[shown]

    def _file(self, shown: str) -> Clues:
        if shown == self._found.own:
            return ["own"]
        steps = len(self._here.symmetric_difference(shown.split("/")[:-1]))
        clues = [
            _step("steps", steps, (1, 2, 3, 5)),
            _step("named there", self._named_there[shown], (1, 2, 4, 9)),
        ]
        clues += ["test"] * (not self._in_tests and bool(_TEST.search(shown)))
        return clues + ["brought"] * (shown in self._found.brought)

    def container(self, container: str) -> Clues:
        """Whether that type is round the cursor, derived from, or named, and how far away."""
        if container not in self._containers:
            self._containers[container] = self._container(container)
        return self._containers[container]

    def _container(self, container: str) -> Clues:
        found = self._found
        if not container:
            return ["no container"]
        clues = ["container imported"] * (container in found.near.imported)
        lines = found.types.get(container, found.near.lines.get(container))
        if container in found.around:
            clues.append("around")
        elif container in found.above:
            clues.append("above it")
        elif lines is not None:
            clues.append(_step("container", lines, (1, 5, 20, 60, 200)))
        else:
            clues.append("container hop" if container in found.hops else "container elsewhere")
        return clues

    def kind(self, symbol: Symbol) -> Clues:
        """What it is, apart for this very document and for names in small letters."""
        kind = _KINDS.get(symbol.kind, "field")
        clues = [kind, f"{kind} lower"] if symbol.name.islower() else [kind]
        if symbol.shown == self._found.own:
            return [*clues, f"{kind} own"]
        return [*clues, "nested"] if symbol.depth else clues


def _step(name: str, value: float, edges: tuple[float, ...]) -> str:
    return f"{name} {bisect(edges, value)}"


@cache
def _weights() -> Mapping[bool, Mapping[str, float]]:
    """Apart for names that stand near the cursor (``True``) and for others."""
    table = tomllib.loads(files("m2lsp.context").joinpath("weights.toml").read_text("utf-8"))
    return {True: table["named"], False: table["unnamed"]}
