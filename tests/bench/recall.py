"""``make bench-recall REPOSITORIES="path ..."``: of the definitions that code needs, how many are shown.

Bodies of functions are cut out of real files, one at a time; what they call or name and other code of the
repository defines is needed.  It is recalled if a line of its definition is in the context.  The index knows
the rest of the file only as it is without the body.  The baseline is the context without the index: the lines
round the cursor, an outline of the file, and its imports.
"""

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bench.table import Row, median, percentile, show
from m2lsp.context import gather
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.symbol import Symbol
from m2lsp.core.text import Span
from m2lsp.index.build import bring_up_to_date
from m2lsp.index.crawl import Place
from m2lsp.index.remembered import Remembered
from m2lsp.index.rules import Rules
from m2lsp.index.store import Store
from m2lsp.languages import Language, find, parse
from m2lsp.profiles.m2 import M2

BUDGETS = (512, 2048, 8192)
CASES = 120  # for each repository
LEAST, MOST = 4, 40  # lines of a function
AMBIGUOUS = 3  # a name with more definitions tells nothing
SHOWN = 24  # characters of a signature, from the name on, that must be there


@dataclass(frozen=True)
class Case:
    """A file without one body; ``needed`` has the definitions of each name, one of which must be shown."""

    document: Document
    at: int
    needed: tuple[tuple[Symbol, ...], ...]


def measure(folder: Path) -> list[Row]:
    """The rows of one repository."""
    with tempfile.TemporaryDirectory() as home:
        store = Store(Path(home) / "index.sqlite", folder)
        bring_up_to_date(store, Place(folder, Rules((folder,))))
        symbols = Remembered(store)
        every = list(_cases(folder, symbols))
        cases = every[:: max(1, len(every) // CASES)][:CASES]
        rows = [row for budget in BUDGETS for row in _recalled(cases, folder, symbols, budget)]
        symbols.close()
    return [Row("places, definitions needed", len(cases), ""), Row("", _needed(cases), ""), *rows]


def _needed(cases: Sequence[Case]) -> int:
    return sum(len(case.needed) for case in cases)


def _recalled(cases: Sequence[Case], folder: Path, symbols: Remembered, budget: int) -> Iterator[Row]:
    bare, times = 0, []
    found = 0
    for case in cases:
        request = Request(case.document, Span(case.at, case.at), Budget(budget, 0), folders=(folder,))
        bare += _hits(case, request)
        indexed = replace(request, symbols=symbols)
        found += _hits(case, indexed)
        begun = time.perf_counter()
        gather(indexed, M2.tokens)
        times.append((time.perf_counter() - begun) * 1000)
    share = 100 / max(1, _needed(cases))
    yield Row(f"{budget} tokens: shown without the index", bare * share, "%")
    yield Row(f"{budget} tokens: shown with it", found * share, "%", found / max(1, bare))
    yield Row(f"{budget} tokens: a query, warm, p50", median(times), "ms")
    yield Row(f"{budget} tokens: a query, warm, p95", percentile(times, 0.95), "ms")


def _hits(case: Case, request: Request) -> int:
    context = gather(request, M2.tokens)
    text = "".join("\n".join([*(s.text for s in context.snippets), context.prefix, context.suffix]).split())
    return sum(any(_key(symbol) in text for symbol in symbols) for symbols in case.needed)


def _key(symbol: Symbol) -> str:
    """The signature from its name on, without white space, as much as is never cut off."""
    behind = symbol.signature[symbol.signature.find(symbol.name) :]
    return "".join(behind.split())[:SHOWN]


def _cases(folder: Path, symbols: Remembered) -> Iterator[Case]:
    for path in sorted(folder.rglob("*")):
        language = find("", path) if path.is_file() else None
        if language and path.stat().st_size < 200_000:
            document = Document(path.as_uri(), path.read_text("utf-8", "replace"), path=path)
            yield from _cut(document, language, folder, symbols)


def _cut(document: Document, language: Language, folder: Path, symbols: Remembered) -> Iterator[Case]:
    syntax = parse(document.text, language)
    for tag in syntax.outline():
        first, last = document.line_of(tag.span.start), document.line_of(tag.span.end)
        head = document.line_span(first)
        if not (LEAST <= last - first <= MOST and head.of(document.text).rstrip().endswith((":", "{"))):
            continue
        body = Span(
            head.end, tag.span.end if language.layout == "indent" else document.line_span(last - 1).end
        )
        names = {reference.name for reference in syntax.references(body)}
        needed = tuple(_defined(names, document, folder, symbols))
        if needed and tag.kind in ("function", "method"):
            indent = " " * (len(head.of(document.text)) - len(head.of(document.text).lstrip()) + 4)
            without = document.changed(body, f"\n{indent}", None)
            yield Case(without, body.start + 1 + len(indent), needed)


def _defined(
    names: set[str], document: Document, folder: Path, symbols: Remembered
) -> Iterator[tuple[Symbol, ...]]:
    """For each name its definitions, if they are few and in other files."""
    assert document.path
    own = document.path.relative_to(folder).as_posix()
    found: dict[str, list[Symbol]] = {}
    for symbol in symbols.named(sorted(name for name in names if len(name) > 2)):
        found.setdefault(symbol.name, []).append(symbol)
    for group in found.values():
        if len(group) <= AMBIGUOUS and all(symbol.shown != own for symbol in group):
            yield tuple(group)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        show(f"recall in {Path(name).name}", measure(Path(name).absolute()))
