"""The names round the cursor: how far away they stand, how often, and which of them are imported."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from m2lsp.context.view import View

LINES = 400
"""So many lines before the cursor are looked at, and after it."""

_LINE = 80  # characters: of very long lines no more than that many, on the average, are looked at
_NAMES = 600
_AFTER = 1.5  # a line after the cursor is as far away as so many before it

_WORD = re.compile(r"[^\W\d]\w{2,}")


@dataclass(frozen=True, slots=True)
class Near:
    """What is known of each name.

    ``lines`` has how far away the nearest place is; of names that are only imported, ``LINES``.  ``after``
    are those that stand nearer after the cursor than before it.
    """

    lines: Mapping[str, float]
    count: Mapping[str, int]
    after: frozenset[str]
    imported: frozenset[str]


def near(view: View) -> Near:
    """The names in the lines round the focus, and in all imports; the nearest ``600``."""
    document, at = view.request.document, view.request.span
    before = document.text[max(0, at.start - LINES * _LINE) : at.start].split("\n")[-LINES:]
    after = document.text[at.end : at.end + LINES * _LINE].split("\n")[:LINES]
    count: Counter[str] = Counter()
    first = _distances(reversed(before), 1.0, count)
    behind = _distances(after, _AFTER, count)
    nearer = frozenset(name for name, lines in behind.items() if lines < first.get(name, LINES * _AFTER))
    lines = {**first, **{name: behind[name] for name in nearer}}
    imported = imported_names(view)
    for name in imported:
        lines.setdefault(name, LINES)
    return Near(dict(sorted(lines.items(), key=_second)[:_NAMES]), count, nearer, imported)


def words(text: str) -> list[str]:
    """The names of three characters and more, as often as they stand there."""
    return _WORD.findall(text)


def imported_names(view: View) -> frozenset[str]:
    """Every name in the document's import statements, those of modules included."""
    document = view.request.document
    overview = view.overview(document)
    spans = overview.imports if overview else ()
    return frozenset(name for span in spans for name in words(span.of(document.text)))


def _distances(lines: Iterable[str], step: float, count: Counter[str]) -> dict[str, float]:
    found: dict[str, float] = {}
    for number, line in enumerate(lines):
        for name in _WORD.findall(line):
            count[name] += 1
            if name not in found:
                found[name] = number * step
    return found


def _second(item: tuple[str, float]) -> float:
    return item[1]
