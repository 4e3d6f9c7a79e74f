"""How to start this program again: what a command that is printed for pasting begins with."""

import os
import shlex
import shutil
import sys
from pathlib import Path


def command() -> str:
    """``m2lsp`` where the shell would find this one, else the path by which it was started.

    The path is seen from the current folder where it lies inside, as ``.venv/bin/m2lsp`` in a clone.
    """
    started = Path(os.path.abspath(sys.argv[0]))  # noqa: PTH100 (Path.absolute keeps `..`)
    if started.name == "__main__.py":
        return f"{shlex.quote(_seen(Path(sys.executable)))} -m m2lsp"
    found = shutil.which(started.stem)
    if found and Path(found).with_suffix("") == started.with_suffix(""):
        return started.stem
    return shlex.quote(_seen(started))


def _seen(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
