"""The rules of trust over files: what may be read, indexed or sent, and where tools may look."""

import os.path
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

from m2lsp.index.ignore import OURS, Ignored, IgnoreFiles
from m2lsp.index.look import Look, look
from m2lsp.index.secret_files import plain, secret_file
from m2lsp.index.uris import named, readings

_REPOSITORIES = frozenset({".git", ".hg", ".svn", ".jj"})
_COMMIT_MESSAGES = frozenset({"commit_editmsg", "merge_msg", "squash_msg", "tag_editmsg", "git-rebase-todo"})


class Rules:
    """The rules for one set of workspace folders.

    Both a path and what it links to must pass.  Safe to use from several threads.  Reads the disk, some
    hundredths of a millisecond a path: ignore files are read again only when they changed.
    """

    def __init__(
        self, folders: Sequence[Path], *, ignore_case: bool = sys.platform in {"win32", "darwin"}
    ) -> None:
        self.folders = tuple(folders)
        self._folders = tuple(_absolute(f) for f in folders)
        self._real = tuple(_resolved(f) for f in folders)
        self._holders = (*self._folders, *self._real)  # by both their names, if links lead to them
        self._ignore = IgnoreFiles(ignore_case=ignore_case)

    def refused(self, paths: Iterable[Path]) -> frozenset[Path]:
        """Those of the paths that are refused; what tells of several is looked up once."""
        disk = look()
        return frozenset(path for path in paths if self.refuses(path, disk))

    def refuses(self, path: Path, disk: Look | None = None) -> str | None:
        """Why the file must be neither read nor sent, in one sentence for the user; ``None`` if it may.

        A file outside every folder is judged too, by its name and by its own repository's ignore files;
        that it lies outside is no reason (the user opened it).  Tools ask ``confined`` as well.
        """
        disk = disk or look()
        try:
            absolute = os.path.abspath(path)  # noqa: PTH100 Path.absolute keeps `..`
            places = dict.fromkeys((absolute, disk.real(absolute)))
        except (OSError, ValueError):  # a NUL in the name, for one
            return "m2lsp leaves this file alone: its path can't be followed."
        holders = self._holders
        return next(filter(None, (self._refuses(_Place.of(each, holders), disk) for each in places)), None)

    def refuses_document(self, uri: str, path: Path | None) -> str | None:
        """The same for an open document, which may be no file."""
        return self.refuses_uri(uri) if path is None else self.refuses(path)

    def refuses_uri(self, uri: str) -> str | None:
        """The same for a document that is no file: ``untitled:``, ``git:``, a remote host, a notebook's cell.

        Its URI's path is judged by its names, and as a file where it lies in a workspace folder: an older
        version of a file, or a view of one, holds what the file holds.
        """
        for text in readings(uri):
            why = next(filter(None, map(_by_name, named(text))), None)
            if why := why or self._refuses_place(text):
                return why
        return None

    def _refuses_place(self, text: str) -> str | None:
        """The judgement on the file that has this path, where that is in a workspace folder.

        With a query's mark in it the text is a path only where there is such a file.
        """
        if {"?", "#"} & set(text) and not os.path.lexists(text):
            return None
        try:
            path = Path(text)
            inside = path.is_absolute() and any(map(_absolute(path).is_relative_to, self._holders))
        except (OSError, ValueError):
            return "m2lsp leaves this document alone: its path can't be followed."
        return self.refuses(path) if inside else None

    def confined(self, path: Path) -> bool:
        """Whether the path, its links followed, lies in a workspace folder: tools read nowhere else."""
        try:
            real = _resolved(path)
        except (OSError, ValueError):
            return False
        return any(real.is_relative_to(folder) for folder in self._real)

    def skips(self, folder: Path) -> bool:
        """Whether nothing below the folder may be read, so that who looks for files need not go into it."""
        inside = folder / "anything"
        if _by_name(folder):
            return True
        try:
            found = (self._ignore.ignored(inside, top) for top in self._tops(inside))
            return any(rule is not None and rule.part.endswith("/") for rule in found)
        except OSError:
            return True

    def admitted(self, folder: Path, names: Iterable[str]) -> list[str]:
        """Those files right in the folder that may be read, as ``refuses`` has it; none may be a link.

        For a crawl that came down to the folder through others, each asked about by ``skips``: a few
        hundredths of a millisecond a file.
        """
        places = tuple(dict.fromkeys((folder, _resolved(folder))))
        try:
            sieves = [self._ignore.sieve(p, top) for p in places for top in self._tops(p / "anything")]
        except OSError:
            return []
        return [
            name
            for name in names
            if not any(_by_name(place / name) for place in places)
            and not any(ignored(name) for ignored in sieves)
        ]

    def _refuses(self, place: "_Place", disk: Look) -> str | None:
        if place.why:
            return place.why
        path = place.path
        try:
            ignored = ((self._ignore.ignored(path, top, disk), top) for top in place.tops(disk))
            return next((_sentence(path, found, top) for found, top in ignored if found), None)
        except OSError:
            return f"m2lsp leaves {path.name} alone: an ignore file above it can't be read."

    def _tops(self, path: Path) -> Iterator[Path]:
        return _Place.of(str(path), self._holders).tops(look())


@dataclass(frozen=True, slots=True)
class _Place:
    """What follows from a path alone.

    ``why`` says if its names forbid it; ``ways`` hold for each folder from which ignore files may count the
    folders upwards from there, each with its ``.git``.
    """

    path: Path
    why: str | None
    ways: tuple[tuple[tuple[Path, str], ...], ...]

    @staticmethod
    @lru_cache(maxsize=4096)
    def of(text: str, holders: tuple[Path, ...]) -> "_Place":
        """An absolute path; ``holders`` are the workspace folders."""
        path = Path(text)
        above = frozenset(path.parents)
        holding = [folder for folder in holders if folder in above]
        ways = (
            tuple((each, f"{each}{os.sep}.git") for each in (folder, *folder.parents))
            for folder in dict.fromkeys(holding or path.parents[:1])
        )
        return _Place(path, _by_name(path), tuple(ways))

    def tops(self, disk: Look) -> Iterator[Path]:
        """The folders from which ignore files count: the repository round the workspace folder, if any."""
        for way in self.ways:
            yield next((folder for folder, git in way if disk.there(git)), way[0][0])


def _by_name(path: PurePath) -> str | None:
    """Why the names in a path forbid it."""
    parts = [plain(part) for part in path.parts]
    if not _REPOSITORIES.isdisjoint(parts):
        return f"m2lsp leaves {path.name} alone: it belongs to the repository's own data."
    if parts[-1] in _COMMIT_MESSAGES:
        return f"m2lsp leaves {path.name} alone: it is a message to the repository, not a source file."
    if what := secret_file(path):
        return f"m2lsp leaves {path.name} alone: by its name it holds {what}."
    return None


def _absolute(path: Path) -> Path:
    """The path from the root, ``..`` taken away, links kept."""
    return Path(os.path.abspath(path))  # noqa: PTH100 Path.absolute keeps `..`


def _resolved(path: Path) -> Path:
    """The path with its links followed as far as they lead; a loop of links leads nowhere and is kept.

    ``Path.resolve`` raises for a loop on Python 3.12 and older, and does not on newer ones.
    """
    return Path(os.path.realpath(path))


def _sentence(path: Path, found: Ignored, top: Path) -> str:
    if found.file.endswith(OURS):
        return f'm2lsp leaves {path.name} alone: "{found.pattern}" in {found.file} says so.'
    return (
        f'm2lsp leaves {path.name} alone: git ignores it, by "{found.pattern}" in {found.file}. '
        f'To let m2lsp read it, write "!/{found.part}" into {OURS} in the folder {top.name}.'
    )
