"""A copy of the workspace: every file that the rules of trust let through, and links to what tools need."""

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.errors import Drop
from m2lsp.index.rules import Rules

_FICLONE = 0x40049409  # Linux, ioctl_ficlone(2): share blocks with another file until one is written


@dataclass(frozen=True, slots=True)
class Source:
    """What is copied: ``folder``, as ``rules`` allow; ``linked`` are names of folders that are linked in.

    ``files`` and ``size`` (bytes, of all files together) are how much may be copied.
    """

    folder: Path
    rules: Rules
    linked: Collection[str] = ()
    files: int = 100_000
    size: int = 2 * 1024**3


def copy(source: Source, target: Path, stopped: Callable[[], bool] = lambda: False) -> Drop | None:
    """Copy the workspace into ``target``, which is made; why not, if it is too large.

    Ignored and secret files are left out.  The files' blocks are shared where the file system can do that;
    hard links are not made, because a tool that writes into a file would write into the user's.  Reads and
    writes the disk: call it in a thread.

    Raises:
        OSError: the copy can't be written.
    """
    count = size = 0
    target.mkdir(parents=True)
    for file in _files(source, target):
        if stopped():
            return Drop("cancelled")
        inside = target / file.relative_to(source.folder)
        with contextlib.suppress(FileNotFoundError):  # gone meanwhile
            size += file.lstat().st_size
            count += 1
            if count > source.files or size > source.size:
                return Drop("too large", "The workspace is too large to be copied for a check.")
            _copy_file(file, inside)
    return None


def _files(source: Source, target: Path) -> Iterator[Path]:
    """The files to copy; folders are made and linked on the way."""
    for top, below, names in os.walk(source.folder):
        folder = Path(top)
        inside = target / folder.relative_to(source.folder)
        inside.mkdir(exist_ok=True)
        for name in [name for name in below if name in source.linked]:
            below.remove(name)
            (inside / name).symlink_to(folder / name, target_is_directory=True)
        below[:] = [n for n in below if not _left_out(folder / n, source, target)]
        plain = [name for name in names if not (folder / name).is_symlink()]
        yield from (folder / name for name in source.rules.admitted(folder, plain))
        yield from (folder / n for n in names if n not in plain and _may_follow(folder / n, source.rules))


def _left_out(folder: Path, source: Source, target: Path) -> bool:
    return folder.is_symlink() or folder == target or source.rules.skips(folder)


def _may_follow(link: Path, rules: Rules) -> bool:
    return link.is_file() and rules.confined(link) and not rules.refuses(link)


def _copy_file(file: Path, target: Path) -> None:
    """A copy with the file's times, so that tools which build on earlier work see what is new."""
    if not _shared(file, target):
        shutil.copyfile(file, target)
    shutil.copystat(file, target)


def _shared(file: Path, target: Path) -> bool:
    """Whether the copy could be made without copying, which few file systems can."""
    if sys.platform != "linux":
        return False
    import fcntl

    with file.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new.fileno(), _FICLONE, old.fileno())
        except OSError:
            return False
    return True
