"""The files of a workspace folder that may be indexed, those near to what is open first."""

import heapq
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from m2lsp.index.found import BYTES, Stamp
from m2lsp.index.rules import Rules
from m2lsp.languages import Language, find

MOST_FILES = 50_000
"""No more are indexed in a folder; the nearest are."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is to be known; ``shown`` is its path in the folder, with slashes."""

    path: Path
    shown: str
    stamp: Stamp
    language: Language


def candidates(folder: Path, rules: Rules, near: Sequence[Path] = ()) -> Iterator[Candidate]:
    """Every file of a known language that the rules let through, folders nearest to ``near`` first.

    Links are not followed: what they lead to is found where it is, or lies outside.
    """
    heap = [(0, str(folder))]
    count = 0
    while heap and count < MOST_FILES:
        _, name = heapq.heappop(heap)
        inner, files = _listed(name)
        for entry in files:
            if candidate := _candidate(Path(entry.path), entry, folder, rules):
                yield candidate
                count += 1
        for path in inner:
            if not rules.skips(Path(path)):
                heapq.heappush(heap, (_distance(Path(path), near), path))


def candidate(path: Path, folder: Path, rules: Rules) -> Candidate | None:
    """The one file, if it is there and may be indexed."""
    return _candidate(path, path, folder, rules)


def _candidate(path: Path, entry: "os.DirEntry[str] | Path", folder: Path, rules: Rules) -> Candidate | None:
    language = find("", path)
    if language is None or rules.skips(path.parent):
        return None
    try:
        found = entry.stat(follow_symlinks=False)
        shown = path.relative_to(folder).as_posix()
        shown.encode("utf-8")
    except (OSError, ValueError):  # gone meanwhile, elsewhere, or a name that is no text
        return None
    if found.st_size > BYTES or not os.path.isfile(path) or rules.refuses(path):  # noqa: PTH113
        return None
    return Candidate(path, shown, Stamp(found.st_mtime_ns, found.st_size), language)


def _listed(folder: str) -> "tuple[list[str], list[os.DirEntry[str]]]":
    """The folders and files in a folder, each by name; none where it can't be read."""
    try:
        with os.scandir(folder) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
            inner = [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
            return inner, [entry for entry in found if entry.is_file(follow_symlinks=False)]
    except OSError:
        return [], []


def _distance(path: Path, near: Sequence[Path]) -> int:
    """How many steps lie between the folder and the nearest of the files' folders."""
    return min((_steps(path.parts, file.parent.parts) for file in near), default=len(path.parts))


def _steps(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    # Down to a file that is open costs less than up and down again.
    return (len(one) - common) * 2 + (len(other) - common)
