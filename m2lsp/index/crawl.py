"""The files of a workspace folder that may be indexed, those near to what is open first."""

import heapq
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from m2lsp.index.found import Stamp
from m2lsp.index.limits import Limits
from m2lsp.index.rules import Rules
from m2lsp.languages import Language, find


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that is to be known; ``shown`` is its path in the folder, with slashes."""

    path: Path
    shown: str
    stamp: Stamp
    language: Language


@dataclass(frozen=True, slots=True)
class Place:
    """A workspace folder, whose rules hold, and how much of it may be indexed."""

    folder: Path
    rules: Rules
    limits: Limits = field(default=Limits())


def candidates(place: Place, near: Sequence[Path] = (), below: Path | None = None) -> Iterator[Candidate]:
    """Every file of a known language that the rules let through, folders nearest to ``near`` first.

    Only those ``below`` a folder in it, if that is given.  Links are not followed: what they lead to is found
    where it is, or lies outside.
    """
    heap = [(0, str(below or place.folder))]
    count = 0
    while heap and count < place.limits.files:
        _, name = heapq.heappop(heap)
        inner, files = _listed(name)
        for candidate in _admitted(Path(name), files, place):
            yield candidate
            count += 1
        for path in inner:
            if not place.rules.skips(Path(path)):
                heapq.heappush(heap, (_distance(Path(path), near), path))


def candidate(path: Path, place: Place) -> Candidate | None:
    """The one file, if it is there and may be indexed."""
    language = find("", path)
    try:
        found = path.stat(follow_symlinks=False)
    except (OSError, ValueError):
        return None
    if language is None or not stat.S_ISREG(found.st_mode) or place.rules.refuses(path):
        return None
    return _candidate(path, found, language, place)


def _admitted(folder: Path, files: "Sequence[os.DirEntry[str]]", place: Place) -> Iterator[Candidate]:
    of_languages = {entry.name: entry for entry in files if find("", Path(entry.name))}
    for name in place.rules.admitted(folder, of_languages) if of_languages else ():
        path = folder / name
        language = find("", path)
        try:
            found = of_languages[name].stat(follow_symlinks=False)
        except OSError:  # gone meanwhile
            continue
        if language and (candidate := _candidate(path, found, language, place)):
            yield candidate


def _candidate(path: Path, found: os.stat_result, language: Language, place: Place) -> Candidate | None:
    try:
        shown = path.relative_to(place.folder).as_posix()
        shown.encode("utf-8")
    except ValueError:  # elsewhere, or a name that is no text
        return None
    if found.st_size > place.limits.file_bytes:
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
