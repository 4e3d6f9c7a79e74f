"""The ways in which models misquote code.

Each takes the rows of a change and gives them as the model would write them.  What a way can't do to
some rows it leaves alone, and the caller tries another.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace

from bench.applier.edits import ADDED, KEPT, Row, Rows, indent_of

Drifting = Callable[[Rows, random.Random], Rows]
MARKERS = (
    "...", "…", "# ...", "// ...", "/* ... */", "// ... existing code ...", "# ... existing code ...",
    "# ... rest of the code ...", "// ... (unchanged) ...", "-- ...", "<!-- ... -->", "[...]",
    "// …", "# … existing code …", "/* ... existing code ... */", "// ... rest of function ...", "# (...)",
)  # fmt: skip
NUMBERS = (
    "{n}|{line}", "{n}: {line}", "{n:>4} {line}", "{n:>5}\t{line}", "{n} | {line}", "{n:>4}| {line}",
    "{n}:{line}", "L{n}: {line}", "{n:04d} {line}", "{n:>6}→{line}", "{n}. {line}", "[{n}] {line}",
)  # fmt: skip


def _each(rows: Rows, to: Callable[[str], str]) -> Rows:
    return [replace(row, line=to(row.line)) for row in rows]


def trailing(rows: Rows, rng: random.Random) -> Rows:
    if rng.random() < 0.2:
        return _each(rows, str.rstrip)
    ends = rng.choice((["", " ", "  "], [" "], ["\t", ""], ["    ", " ", "", "", ""]))
    return _each(rows, lambda line: line + rng.choice(ends))


def interior(rows: Rows, rng: random.Random) -> Rows:
    """Runs of spaces made one, or spaces put round signs, or taken from there; in quoted lines only."""

    def spaced(line: str) -> str:
        body = line.lstrip(" \t")
        match how:
            case 0:
                body = re.sub(r"(?<=\S)[ \t]+(?=\S)", " ", body)
            case 1:
                body = re.sub(r"(?<=\S) (?=\S)", lambda _: " " * rng.choice((1, 2, 1, 3)), body)
            case 2:
                body = re.sub(r" ?([=,+(]) ?", rng.choice((r"\1 ", r"\1", r" \1 ")), body)
            case _:
                body = re.sub(r"([,;]) ", r"\1", body)
        return indent_of(line) + body.rstrip()

    how = rng.randrange(4)
    return [row if row.kind == ADDED else replace(row, line=spaced(row.line)) for row in rows]


def blank_dropped(rows: Rows, rng: random.Random) -> Rows:
    all_of_them = rng.random() < 0.6
    keep = [row.kind != KEPT or row.line.strip() or (not all_of_them and rng.random() < 0.5) for row in rows]
    return [row for row, kept in zip(rows, keep, strict=True) if kept]


def blank_added(rows: Rows, rng: random.Random) -> Rows:
    blanks = [Row(KEPT, rng.choice(("", "", "    ")))] * rng.choice((1, 1, 2))
    if rng.random() < 0.3:
        return [*blanks[: rng.randrange(2)], *rows, *blanks]
    at = [n for n in range(1, len(rows)) if rows[n - 1].kind == rows[n].kind == KEPT]
    for n in sorted(rng.sample(at, min(len(at), rng.choice((1, 1, 2, 3)))), reverse=True):
        rows = [*rows[:n], *blanks, *rows[n:]]
    return rows


def indentation(rows: Rows, rng: random.Random) -> Rows:
    least = min((indent_of(row.line) for row in rows if row.line.strip()), key=len, default="")
    tabs = any(row.line.startswith("\t") for row in rows)
    width = rng.choice((2, 4, 4, 8))
    more = rng.choice((" ", "  ", "    ", "        ", "\t"))

    def moved(line: str) -> str:
        if not line.strip():
            return line
        match how:
            case 0:
                return line.removeprefix(least)
            case 1:
                return more + line
            case 2 if tabs:
                return re.sub(r"^\t+", lambda found: " " * width * len(found[0]), line)
            case 2:
                return re.sub(r"^(?:    )+", lambda found: "\t" * (len(found[0]) // 4), line)
            case 3 if not tabs:
                return re.sub(r"^(?:    )+", lambda found: "  " * (len(found[0]) // 4), line)
            case _:
                return line[min(len(more), len(least)) :] if least else more + line

    how = rng.randrange(5)
    return _each(rows, moved)


def elided(rows: Rows, rng: random.Random) -> Rows:
    """A run of kept rows in the middle as one marker; sometimes two such runs."""
    for _ in range(rng.choice((1, 1, 1, 2))):
        runs = [(a, b) for a in range(1, len(rows) - 2) for b in range(a + 2, min(len(rows), a + 30))
                if all(row.kind == KEPT and row.number for row in rows[a:b])]  # fmt: skip
        if not runs:
            break
        a, b = rng.choice(runs)
        indent = rng.choice((indent_of(rows[a].line), indent_of(rows[a].line), ""))
        rows = [*rows[:a], Row(KEPT, indent + rng.choice(MARKERS)), *rows[b:]]
    return rows


def numbered(rows: Rows, rng: random.Random) -> Rows:
    """Line numbers of the old text on old lines; on added ones those that go on from there, or none."""
    style, bare = rng.choice(NUMBERS), rng.random() < 0.3
    start, drawn, at = rng.choice((0, 0, 0, 1 - rows[0].number)), [], rows[0].number
    for row in rows:
        at = row.number or at + (row.kind == ADDED)
        without = bare and row.kind == ADDED
        drawn.append(row if without else replace(row, line=style.format(n=max(at + start, 1), line=row.line)))
    return drawn


def misquoted(rows: Rows, rng: random.Random) -> Rows:
    """One kept line says something a little different."""
    at = [n for n, row in enumerate(rows) if row.kind == KEPT and len(re.findall(r"\w+", row.line)) > 1]
    if not at:
        return rows
    n = rng.choice(at)
    words = list(re.finditer(r"\w+", rows[n].line))
    for _ in range(rng.choice((1, 1, 2))):
        line, word = rows[n].line, rng.choice(words)
        a, b = word.span()
        if b > len(line):
            break
        put = rng.choice(
            ("other", line[a:b][:-1], line[a:b] + "s", line[a:b].swapcase(), "", line[a:b][::-1])
        )
        rows = [*rows[:n], replace(rows[n], line=line[:a] + put + line[b:]), *rows[n + 1 :]]
    return rows


DRIFTS: dict[str, Drifting] = {
    "trailing white space": trailing,
    "interior white space": interior,
    "blank lines dropped": blank_dropped,
    "blank lines added": blank_added,
    "indentation": indentation,
    "elided middle": elided,
    "line numbers": numbered,
    "misquoted context line": misquoted,
}
