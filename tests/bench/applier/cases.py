"""Cases for the applier: a text, a block that is quoted loosely, and what must come of it."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.applier.drifts import DRIFTS
from bench.applier.edits import Change, Rows, change, new, old

CRLF, DUPLICATED, TWICE, WRONG, MIXED = "CRLF", "near duplicate", "duplicate", "wrong file", "combined"
KINDS = (*DRIFTS, CRLF, DUPLICATED, TWICE, WRONG, MIXED)


@dataclass(frozen=True, slots=True)
class Case:
    """``after`` is ``None`` where nothing may be applied."""

    kind: str
    ending: str
    text: str
    search: str
    replace: str
    after: str | None


def cases(code: dict[str, list[str]], count: int, seed: int) -> Iterator[Case]:
    """``count`` cases, each kind and each language in turn; the same for the same code and seed."""
    endings, made, tried = list(code), 0, 0
    while made < count and tried < 50 * count:
        rng = random.Random(f"{seed} {tried}")
        case = _case(KINDS[made % len(KINDS)], endings[tried % len(endings)], code, rng)
        tried += 1
        if case:
            made += 1
            yield case


def _case(kind: str, ending: str, code: dict[str, list[str]], rng: random.Random) -> Case | None:
    truth = change(rng.choice(code[ending]), rng)
    if truth is None:
        return None
    rows = _drifted(kind, truth.rows, rng)
    if kind in DRIFTS and rows == truth.rows:
        return None
    eol, block_eol = ("\r\n", rng.choice(("\n", "\r\n"))) if rng.random() < 0.1 else ("\n", "\n")
    if kind == CRLF:
        eol, block_eol = rng.choice((("\r\n", "\n"), ("\n", "\r\n")))
    search, replace = old(rows), new(truth.rows if _clean(kind, rng) else rows)
    text, after = _placed(kind, truth, code[ending], rng)
    if kind == WRONG and _stands("\n".join(old(truth.rows)), text):
        return None
    return Case(
        kind, ending, text.replace("\n", eol),
        "".join(line + block_eol for line in search), "".join(line + block_eol for line in replace),
        None if after is None else after.replace("\n", eol),
    )  # fmt: skip


def _stands(part: str, text: str) -> bool:
    """Whether the very words of ``part`` stand in ``text``, however spaced: then it is no wrong file."""
    return "".join(part.split()) in "".join(text.split())


def _drifted(kind: str, rows: Rows, rng: random.Random) -> Rows:
    if kind in DRIFTS:
        return DRIFTS[kind](rows, rng)
    if kind == TWICE:
        return rows
    names = rng.sample(sorted(DRIFTS), rng.choice((2, 2, 3)) if kind == MIXED else rng.choice((0, 1)))
    for name in sorted(names, key=lambda name: (name == "line numbers", name != "misquoted context line")):
        rows = DRIFTS[name](rows, rng)
    return rows


def _clean(kind: str, rng: random.Random) -> bool:
    """Whether the new text is written as the file is, though the old one is quoted loosely."""
    return kind not in ("elided middle", MIXED, CRLF, DUPLICATED, WRONG) and rng.random() < 0.2


def _placed(kind: str, truth: Change, texts: list[str], rng: random.Random) -> tuple[str, str | None]:
    """The text that the block is applied to and what must come of it."""
    part = "\n".join(old(truth.rows)) + "\n"
    if kind == WRONG:
        return rng.choice([text for text in texts if text != truth.text]), None
    if kind == TWICE:
        return truth.text.removesuffix("\n") + "\n\n" + part, None
    if kind == DUPLICATED:
        lines = old(truth.rows)
        at = rng.choice([n for n, line in enumerate(lines) if line.strip()])
        lines[at] += rng.choice((" other", "_v2", ", more=1", ";;"))
        copy = "\n" + "\n".join(lines) + "\n"
        if rng.random() < 0.5:
            return copy + truth.text, copy + truth.after
        return truth.text.removesuffix("\n") + "\n" + copy, truth.after.removesuffix("\n") + "\n" + copy
    return truth.text, truth.after
