"""The process that indexes (``m2lsp.index.worker``), as its parent holds it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-P", "-m", "m2lsp.index.worker")


async def heard(process: asyncio.subprocess.Process) -> AsyncIterator[dict[str, Any]]:
    """What the process says, until it ends."""
    assert process.stdout is not None
    while line := await process.stdout.readline():
        yield json.loads(line)


@asynccontextmanager
async def started(command: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """The process for the block; it is gone afterwards.

    Its working folder is none of the user's, so that nothing of a project is imported.
    """
    low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # Windows; elsewhere it sees to that itself
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=Path(sys.executable).parent,
        creationflags=low,
    )
    try:
        yield process
    finally:
        end(process)
        await process.wait()


def end(process: asyncio.subprocess.Process) -> None:
    """End it at once: what it has not finished is not in the store."""
    with suppress(ProcessLookupError):
        process.kill()
