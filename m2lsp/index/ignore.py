"""Which paths the ignore files of a workspace leave out, by git's own rules.

``.m2lspignore`` is written like ``.gitignore`` and has the last word: it may leave out more, and its
``!`` lines may let in again what git ignores.
"""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.index.look import Look, Stamp, look

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OURS = ".m2lspignore"
# Later files of a folder weigh more.
_GITS = (".git/info/exclude", ".gitignore")


@dataclass(frozen=True, slots=True)
class Ignored:
    """``part`` of the path, relative to the top, is left out by ``pattern`` in ``file``."""

    part: str
    pattern: str
    file: str


@dataclass(frozen=True, slots=True)
class _File:
    """Where an ignore file would be: ``depth`` folders below the top, ``shown`` from there, its ``path``."""

    depth: int
    shown: str
    path: str


@dataclass(frozen=True, slots=True)
class _Rules:
    """An ignore file, ``depth`` folders below the top."""

    depth: int
    file: str
    spec: "GitIgnoreSpec"


@dataclass(frozen=True, slots=True)
class _Rule:
    """A line that matched."""

    ignores: bool
    pattern: str
    file: str


class IgnoreFiles:
    """The ignore files below any top folder, read when first needed and again when they change.

    Safe to use from several threads.  ``ignore_case`` is git's ``core.ignorecase``, which git sets on
    Windows and macOS.
    """

    def __init__(self, *, ignore_case: bool = sys.platform in {"win32", "darwin"}) -> None:
        self._ignore_case = ignore_case
        self._read: dict[str, tuple[Stamp, GitIgnoreSpec]] = {}

    def ignored(self, path: Path, top: Path, disk: Look | None = None) -> Ignored | None:
        """Why ``path``, inside ``top``, is left out; ``None`` if it is not.

        A folder that is left out takes all inside with it, as in git: files in it are not asked again.
        Whether ``path`` itself is a folder is not asked: it is taken for a file.

        Raises:
            OSError: an ignore file is there but can't be read.
        """
        parts, ours, gits = _below(path, top)
        disk = disk or look()
        return self._judged(parts, self._rules(ours, disk), self._rules(gits, disk))

    def _judged(self, parts: tuple[str, ...], ours: list[_Rules], gits: list[_Rules]) -> Ignored | None:
        for depth, part in enumerate(parts if ours or gits else (), 1):
            asked = part.lower() if self._ignore_case else part
            rule = _decisive(ours, asked, depth) or _decisive(gits, asked, depth)
            if rule and rule.ignores:
                return Ignored(part, rule.pattern, rule.file)
        return None

    def sieve(self, folder: Path, top: Path, disk: Look | None = None) -> Callable[[str], bool]:
        """What tells of a file's name whether it is left out of the ``folder``, which is not so itself.

        For many files at once: the ignore files are looked for once.

        Raises:
            OSError: an ignore file is there but can't be read.
        """
        parts, *places = _below(folder / "anything", top)
        disk = disk or look()
        ours, gits = (self._rules(each, disk) for each in places)
        prefix, depth = parts[-1].removesuffix("anything"), len(parts)

        def ignored(name: str) -> bool:
            asked = (prefix + name).lower() if self._ignore_case else prefix + name
            rule = _decisive(ours, asked, depth) or _decisive(gits, asked, depth)
            return rule is not None and rule.ignores

        return ignored

    def _rules(self, places: tuple[_File, ...], disk: Look) -> list[_Rules]:
        """Those of the files that are there, the weightiest first."""
        found = ((place, self._spec(place.path, disk)) for place in places)
        return [_Rules(place.depth, place.shown, spec) for place, spec in found if spec]

    def _spec(self, file: str, disk: Look) -> "GitIgnoreSpec | None":
        """The file's rules; ``None`` where there is no such file."""
        stamp = disk.stamp(file)
        if stamp is None:
            return None
        kept = self._read.get(file)
        if kept is None or kept[0] != stamp:
            kept = (stamp, _spec(_lines(Path(file), lower=self._ignore_case)))
            self._read[file] = kept
        return kept[1]


@lru_cache(maxsize=4096)
def _below(path: Path, top: Path) -> tuple[tuple[str, ...], tuple[_File, ...], tuple[_File, ...]]:
    """The folders below ``top`` that lead to the path, and it; our ignore files on that way, and git's."""
    *folders, name = path.relative_to(top).parts
    ways = ["".join(f"{folder}/" for folder in folders[:depth]) for depth in range(len(folders) + 1)]

    def files(names: tuple[str, ...]) -> tuple[_File, ...]:
        """The weightiest first."""
        return tuple(
            _File(depth, way + each, f"{top}{os.sep}{way}{each}")
            for depth, way in reversed(tuple(enumerate(ways)))
            for each in reversed(names)
        )

    return (*ways[1:], ways[-1] + name), files((OURS,)), files(_GITS)


def _decisive(rules: list[_Rules], part: str, depth: int) -> _Rule | None:
    """The line that decides over a part of ``depth`` names: the last one to match in the nearest file."""
    for row in rules:
        if row.depth >= depth:
            continue
        result = row.spec.check_file(part.split("/", row.depth)[-1])
        if result.include is not None and result.index is not None:
            return _Rule(result.include, str(row.spec.patterns[result.index].pattern), row.file)
    return None


def _lines(file: Path, *, lower: bool) -> list[str]:
    """The file's lines as git splits them; a folder of that name has none."""
    try:
        text = file.read_bytes().decode("utf-8-sig", "surrogateescape")
    except IsADirectoryError:
        return []
    return [line.removesuffix("\r") for line in (text.lower() if lower else text).split("\n")]


def _spec(lines: list[str]) -> "GitIgnoreSpec":
    """The rules of all lines that are patterns; git passes over the others, and so do we."""
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines, backend="simple")
    except ValueError:
        return GitIgnoreSpec.from_lines(list(filter(_is_pattern, lines)), backend="simple")


def _is_pattern(line: str) -> bool:
    from pathspec import GitIgnoreSpec

    try:
        GitIgnoreSpec.from_lines([line], backend="simple")
    except ValueError:
        return False
    return True
