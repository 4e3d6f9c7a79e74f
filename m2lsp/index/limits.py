"""What indexing may cost."""

import sys
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """``files`` in a folder, ``file_bytes`` each; ``seconds`` for a crawl, ``mib`` for the process."""

    files: int = 50_000
    file_bytes: int = 1_000_000
    seconds: float = 600.0
    mib: int = 1024


def used_mib() -> float:
    """The most memory that this process has had at once; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0.0
    most: Any = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most) / (2**20 if sys.platform == "darwin" else 2**10)
