"""Bring the index of a folder up to date: what is new or has changed is read, what is gone is forgotten."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from m2lsp.index.crawl import Candidate, candidate, candidates
from m2lsp.index.found import Found, found
from m2lsp.index.rules import Rules
from m2lsp.index.store import Store

_AT_ONCE = 100
"""Files in one transaction: writers of other servers wait for so long, and a kill costs no more."""


def bring_up_to_date(
    store: Store,
    folder: Path,
    rules: Rules,
    near: Sequence[Path] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> int:
    """The files looked at; ``tell`` is told how many, from time to time, and may raise to end it there."""
    known = store.stamps()
    gone = dict(known)
    changed: list[Candidate] = []
    count = 0
    for item in candidates(folder, rules, near):
        count += 1
        if gone.pop(item.shown, None) != item.stamp:
            changed.append(item)
        if len(changed) == _AT_ONCE:
            store.put(_found(changed))
            changed = []
        if count % _AT_ONCE == 0:
            tell(count)
    store.put(_found(changed))
    store.forget(gone)
    tell(count)
    return count


def update(store: Store, folder: Path, rules: Rules, paths: Iterable[Path]) -> None:
    """Look at these files anew, which may be gone."""
    changed, gone = [], []
    for path in paths:
        if item := candidate(path, folder, rules):
            changed.append(item)
        elif path.is_relative_to(folder):
            gone.append(path.relative_to(folder).as_posix())
    store.put(_found(changed))
    store.forget(gone)


def _found(changed: Iterable[Candidate]) -> list[Found]:
    """What the files define; one that can't be read any more is left out."""
    files = []
    for item in changed:
        try:
            data = item.path.read_bytes()
        except OSError:
            continue
        files.append(found(item.shown, item.stamp, item.language, data))
    return files
