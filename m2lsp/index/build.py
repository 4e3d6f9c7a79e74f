"""Bring the index of a folder up to date: what is new or has changed is read, what is gone is forgotten."""

import os
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.index.crawl import Candidate, Place, candidate, candidates
from m2lsp.index.found import Found, found
from m2lsp.index.limits import used_mib
from m2lsp.index.store import Store
from m2lsp.languages import language_of, parse

_AT_ONCE = 50
"""Files in one transaction: writers of other servers wait for so long, and a kill costs no more."""

_LEADING = 20
"""Of so many open files the imports are looked at."""

_WORD = re.compile(r"[^\W\d]\w*")

Tell = Callable[[int, int], None]
"""Is told from time to time how many files were read, and of how many."""


@dataclass(frozen=True, slots=True)
class Crawled:
    """``files`` are known, ``read`` of them had changed; ``cut`` names the limit that left some out."""

    files: int
    read: int
    cut: str = ""


def bring_up_to_date(
    store: Store, place: Place, near: Sequence[Path] = (), tell: Tell = lambda _, __: None
) -> Crawled:
    """Look at every file, in the order of nearness: ``near``, what they import, the same folder, the rest."""
    begun = time.monotonic()
    update(store, place, near)
    known = store.stamps()
    there = list(candidates(place, near))
    changed = [item for item in there if known.get(item.shown) != item.stamp]
    store.forget(known.keys() - {item.shown for item in there})
    named = _imported(near)
    changed.sort(key=lambda item: not named.isdisjoint((item.path.stem, item.path.parent.name)), reverse=True)
    cut = "files" if len(there) >= place.limits.files else ""
    read = 0
    tell(0, len(changed))
    for start in range(0, len(changed), _AT_ONCE):
        if over := _over(place, begun):
            cut = over
            break
        read += store.put(_found(changed[start : start + _AT_ONCE]))
        tell(read, len(changed))
    store.crawled(time.time())
    return Crawled(len(there) - len(changed) + read, read, cut)


def update(store: Store, place: Place, paths: Iterable[Path]) -> None:
    """Look at these files and folders anew, which may be gone."""
    there: list[Candidate] = []
    gone: list[str] = []
    for path in paths:
        with suppress(ValueError):  # of another workspace folder
            shown = path.relative_to(place.folder).as_posix()
            if item := candidate(path, place):
                there.append(item)
                continue
            gone.append(shown)
            if os.path.isdir(path) and not place.rules.skips(path):  # noqa: PTH112 never raises
                there += candidates(place, below=path)
    store.forget(gone, inside=True)
    known = store.stamps({item.shown for item in there})
    changed = [item for item in there if known.get(item.shown) != item.stamp]
    for start in range(0, len(changed), _AT_ONCE):
        store.put(_found(changed[start : start + _AT_ONCE]))


def _over(place: Place, begun: float) -> str:
    """The limit that is reached, if one is."""
    if time.monotonic() - begun > place.limits.seconds:
        return "time"
    return "memory" if used_mib() > place.limits.mib else ""


def _found(changed: Iterable[Candidate]) -> list[Found]:
    """What the files define; one that can't be read any more is left out."""
    files = []
    for item in changed:
        with suppress(OSError):
            files.append(found(item.shown, item.stamp, item.language, item.path.read_bytes()))
    return files


def _imported(near: Sequence[Path]) -> frozenset[str]:
    """The words in the import statements of the open files, among them the names of files and folders."""
    words: set[str] = set()
    for path in near[:_LEADING]:
        with suppress(OSError):
            text = path.read_bytes().decode("utf-8", "replace")
            language = language_of(Document("", text, path=path))
            spans = parse(text, language).overview().imports if language else ()
            words.update(word for span in spans for word in _WORD.findall(span.of(text)))
    return frozenset(words)
