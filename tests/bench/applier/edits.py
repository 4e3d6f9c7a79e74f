"""A true change of a part of a file, as rows that are kept, taken away or added."""

import random
import re
from dataclasses import dataclass

KEPT, GONE, ADDED = " ", "-", "+"
SIZES = (1, 2, 3, 4, 6, 8, 12, 18, 26, 40)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a change; ``number`` is its number in the file, from 1 (0 for an added one)."""

    kind: str
    line: str
    number: int = 0


Rows = list[Row]


@dataclass(frozen=True, slots=True)
class Change:
    """``rows`` in place of the lines from ``first`` on of ``text``, and what comes of it."""

    text: str
    first: int
    rows: Rows
    after: str


def old(rows: Rows) -> list[str]:
    return [row.line for row in rows if row.kind != ADDED]


def new(rows: Rows) -> list[str]:
    return [row.line for row in rows if row.kind != GONE]


def indent_of(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" \t"))]


def change(text: str, rng: random.Random) -> Change | None:
    """A change somewhere in ``text``; ``None`` if the lines drawn are no good or stand there twice."""
    lines = text.removesuffix("\n").split("\n")
    size = min(max(1, rng.choice(SIZES) + rng.randint(-1, 2)), 40, len(lines))
    first = rng.randrange(len(lines) - size + 1)
    part = lines[first : first + size]
    solid = [n for n, line in enumerate(part) if line.strip()]
    if not part[0].strip() or not part[-1].strip() or sum(c.isalnum() for c in "".join(part)) < 6:
        return None
    if sum(lines[n : n + size] == part for n in range(len(lines))) != 1:
        return None
    rows = [Row(KEPT, line, first + n + 1) for n, line in enumerate(part)]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        rows = _changed(rows, rng.choice(solid), rng)
    fresh = [*lines[:first], *new(rows), *lines[first + size :]]
    after = "\n".join(fresh) + ("\n" if text.endswith("\n") else "")
    return Change(text, first, rows, after) if after != text else None


def _changed(rows: Rows, solid: int, rng: random.Random) -> Rows:
    """One more change, near the line ``solid`` of the quoted ones."""
    at = [n for n, row in enumerate(rows) if row.kind != ADDED][solid]
    row = rows[at]
    if row.kind != KEPT:
        return rows
    indent, mark = indent_of(row.line), rng.randrange(10_000)
    gone = Row(GONE, row.line, row.number)
    match rng.randrange(6):
        case 0 | 1:
            word = re.sub(r"[A-Za-z_]\w*", f"renamed_{mark}", row.line, count=1)
            fresh = [gone, Row(ADDED, word if word != row.line else f"{row.line} {mark}")]
        case 2:
            fresh = [
                row,
                *(Row(ADDED, f"{indent}added_call_{mark + n}(value)") for n in range(rng.randint(1, 4))),
            ]
        case 3:
            fresh = [Row(ADDED, f"{indent}check_{mark}();"), row]
        case 4 if sum(one.kind == KEPT for one in rows) > 1:
            fresh = [gone]
        case _:
            unit = "\t" if indent.startswith("\t") else "    "
            fresh = [gone, Row(ADDED, f"{indent}if (wrapped_{mark}) {{"), Row(ADDED, unit + row.line)]
            fresh.append(Row(ADDED, indent + "}"))
    return [*rows[:at], *fresh, *rows[at + 1 :]]
