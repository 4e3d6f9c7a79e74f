"""What the process that indexes is told, as values and as lines."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from m2lsp.index.limits import Limits


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be looked at: ``paths``, or everything where that is ``None``."""

    folders: tuple[Path, ...]
    cache: Path
    limits: Limits
    near: tuple[Path, ...] = ()
    paths: tuple[Path, ...] | None = None

    def line(self) -> str:
        """As the parent says it."""
        limits = {name: getattr(self.limits, name) for name in Limits.__slots__}
        paths = None if self.paths is None else [str(path) for path in self.paths]
        near, folders = [str(path) for path in self.near], [str(folder) for folder in self.folders]
        about = {"folders": folders, "cache": str(self.cache), "limits": limits, "near": near, "paths": paths}
        return json.dumps(about)


def job_of(line: str) -> Job:
    """As the child hears it."""
    said: dict[str, Any] = json.loads(line)
    paths = None if said["paths"] is None else tuple(map(Path, said["paths"]))
    near, folders = tuple(map(Path, said["near"])), tuple(map(Path, said["folders"]))
    return Job(folders, Path(said["cache"]), Limits(**said["limits"]), near, paths)
