"""What is to be indexed for a session, and what that may cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.config import Config
from m2lsp.index.limits import Limits

if TYPE_CHECKING:
    from m2lsp.index.jobs import Job


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be indexed, and how; ``poll_s`` is 0 where the editor tells of changes."""

    folders: tuple[Path, ...]
    cache: Path
    limits: Limits
    poll_s: float = 0.0

    def job(self, near: Sequence[Path], paths: Sequence[Path] | None) -> "Job":
        """To look at these paths, or at everything."""
        from m2lsp.index.jobs import Job

        looked_at = None if paths is None else tuple(paths)
        return Job(self.folders, self.cache, self.limits, tuple(near), looked_at)


def plan(folders: Iterable[Path], cache: Path, config: Config, *, polls: bool) -> Plan | None:
    """The plan for these workspace folders; ``None`` if there is nothing to index, or it is not wanted.

    A home folder is none that one works in, and neither is what holds it: some editors name it for want of a
    better one.
    """
    home = Path.home()
    real = [folder for folder in folders if folder.is_dir() and not home.is_relative_to(folder)]
    outer = tuple(f for f in real if not any(f != g and f.is_relative_to(g) for g in real))
    settings = config.context
    if not (outer and settings.index):
        return None
    return Plan(outer, cache, limits(config), settings.index_poll_s if polls else 0.0)


def limits(config: Config) -> Limits:
    """What the settings let indexing cost."""
    settings = config.context
    return Limits(settings.index_files, settings.index_file_bytes, settings.index_seconds, settings.index_mib)
