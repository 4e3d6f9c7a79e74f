"""Blocks as a model might write them: a real change of real code, quoted with small losses.

A case holds the text, the block, and what must come of it; all from a seed, so that a failure can
be had again by its number.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

Lines = list[str]
Drifting = Callable[[Lines, random.Random], Lines]


@dataclass(frozen=True, slots=True)
class Drifted:
    """``after`` is ``None`` if the quoted code is not in the text, so that nothing may be changed."""

    kind: str
    text: str
    search: str
    replace: str
    after: str | None


def trailing(lines: Lines, rng: random.Random) -> Lines:
    return [line + rng.choice(["", " ", "   ", "\t"]) for line in lines]


def interior(lines: Lines, rng: random.Random) -> Lines:
    """Every run of spaces inside a line becomes one, as models do to aligned code."""
    return [re.sub(r"(?<=\S) +(?=\S)", " ", line) for line in lines]


def blank_lines_dropped(lines: Lines, rng: random.Random) -> Lines:
    return [line for line in lines if line.strip()]


def blank_line_added(lines: Lines, rng: random.Random) -> Lines:
    return [*lines[:1], "", *lines[1:]]


def blank_lines_round_it(lines: Lines, rng: random.Random) -> Lines:
    return ["", *lines, ""]


def dedented(lines: Lines, rng: random.Random) -> Lines:
    indents = [re.match(r"[ \t]*", line)[0] for line in lines if line.strip()]
    least = min(indents, key=len, default="")
    return [line.removeprefix(least) for line in lines]


def indented(lines: Lines, rng: random.Random) -> Lines:
    more = rng.choice(["  ", "    ", "\t"])
    return [more + line if line.strip() else line for line in lines]


def tabs_as_spaces(lines: Lines, rng: random.Random) -> Lines:
    width = rng.choice([2, 4, 8])
    return [re.sub(r"^\t+", lambda m: " " * width * len(m[0]), line) for line in lines]


def spaces_as_tabs(lines: Lines, rng: random.Random) -> Lines:
    return [re.sub(r"^(?:    )+", lambda m: "\t" * (len(m[0]) // 4), line) for line in lines]


def levels_halved(lines: Lines, rng: random.Random) -> Lines:
    return [re.sub(r"^(?:    )+", lambda m: "  " * (len(m[0]) // 4), line) for line in lines]


def first_line_bare(lines: Lines, rng: random.Random) -> Lines:
    return [lines[0].lstrip(), *lines[1:]] if lines else []


def plain_signs(lines: Lines, rng: random.Random) -> Lines:
    return [line.translate(str.maketrans("’“”—", '\'""-')) for line in lines]


def nothing(lines: Lines, rng: random.Random) -> Lines:
    return lines


DRIFTS: tuple[Drifting, ...] = (
    nothing, trailing, interior, blank_lines_dropped, blank_line_added, blank_lines_round_it, dedented,
    indented, tabs_as_spaces, spaces_as_tabs, levels_halved, first_line_bare, plain_signs,
)  # fmt: skip


def changed(lines: Lines, rng: random.Random) -> Lines:
    """The lines after a change such as people ask for: a word, a line more, a line less, a wrapping."""
    at = rng.choice([n for n, line in enumerate(lines) if line.strip()])
    line = lines[at]
    indent = re.match(r"[ \t]*", line)[0]
    match rng.randrange(4):
        case 0:
            return [
                *lines[:at],
                re.sub(r"[A-Za-z]\w*", "renamed_thing", line, count=1) + " + 1",
                *lines[at + 1 :],
            ]
        case 1:
            return [*lines[: at + 1], f"{indent}added_call({rng.randrange(1000)})", *lines[at + 1 :]]
        case 2 if len(lines) > 1:
            return [*lines[:at], *lines[at + 1 :]]
        case _:
            unit = "\t" if indent.startswith("\t") else "    "
            return [*lines[:at], f"{indent}if wrapped_{rng.randrange(1000)}:", unit + line, *lines[at + 1 :]]


def drifted(text: str, drift: Drifting, rng: random.Random) -> Drifted:
    """A change somewhere in ``text``, quoted with ``drift``.

    What is quoted stands there once; in a fifth of the cases a line of it says something else, so that
    it stands nowhere.
    """
    eol = "\r\n" if "\r\n" in text else "\n"
    lines = text.split(eol)
    while True:
        first = rng.randrange(len(lines))
        last = min(first + rng.randint(1, 8), len(lines))
        region = lines[first:last]
        once = sum(lines[n : n + len(region)] == region for n in range(len(lines))) == 1
        if once and region[0].strip() and region[-1].strip() and any(c.isalnum() for c in "".join(region)):
            break
    new = changed(region, rng)
    after: str | None = eol.join([*lines[:first], *new, *lines[last:]])
    gone = rng.random() < 0.2
    if gone:
        region = [line and f"{line} // other_code" for line in region]
        after = None
    seed = rng.random()
    search = drift(region, random.Random(seed))
    replace = drift(new, random.Random(seed)) if rng.random() < 0.7 else new
    return Drifted(drift.__name__, text, "\n".join(search) + "\n", "".join(f"{s}\n" for s in replace), after)
