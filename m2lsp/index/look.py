"""What is asked of the disk again and again while many paths are judged, looked up once."""

import os
import sys
from collections.abc import Callable
from functools import cache
from stat import S_ISLNK
from typing import NamedTuple

Stamp = tuple[int, int]
"""When a file was changed (ns), and its size in bytes: if both are the same, so is the file."""


class Look(NamedTuple):
    """The disk at one moment; not to be kept.

    ``real`` follows a path's links, ``there`` tells whether something has a path, and ``stamp`` gives a
    file's, ``None`` where there is none (or raises OSError).
    """

    real: Callable[[str], str]
    there: Callable[[str], bool]
    stamp: Callable[[str], Stamp | None]


def look() -> Look:
    """Begin to look."""
    return Look(_real_by(cache(os.path.realpath)), cache(os.path.exists), cache(_stamp))


def _real_by(real: Callable[[str], str]) -> Callable[[str], str]:
    """Only a path's folder is followed step by step, once for all that lie in it.

    Not on Windows, where a real path also has the long forms of short names.
    """

    def found(path: str) -> str:
        folder, name = os.path.split(path)
        if sys.platform == "win32" or not name or _is_link(path):
            return real(path)
        return os.path.join(real(folder), name)  # noqa: PTH118 a text that is asked for at every key

    return found


def _is_link(path: str) -> bool:
    try:
        return S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False


def _stamp(file: str) -> Stamp | None:
    try:
        found = os.stat(file)  # noqa: PTH116 likewise
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_size
