"""A command, run to its end or to its limit, with all the processes that it starts."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.errors import Drop

OUTPUT_BYTES = 400_000  # read of what a command prints
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # there on Windows only


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command came to: its exit code, and the beginning of both its outputs as they came."""

    code: int
    output: str


async def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], limit_s: float
) -> Ran | Drop:
    """Run the command in the folder, without a shell and without input.

    At the limit, or when this is cancelled, every process of its group is ended; so is what it left running.
    """
    # A file and no pipe: a process that it leaves behind would hold a pipe open.
    with tempfile.TemporaryFile() as output:
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                cwd=folder,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                creationflags=_NO_WINDOW,
            )
        except (OSError, ValueError):
            return Drop("not installed", f"{command[0]} can't be started; is it installed, and on the PATH?")
        try:
            async with asyncio.timeout(limit_s):
                await process.wait()
        except TimeoutError:
            return Drop("too slow", f"{command[0]} did not end within {limit_s:g} s (checks.timeout_s).")
        finally:
            end(process.pid)
            await process.wait()
        output.seek(0)
        return Ran(process.returncode or 0, output.read(OUTPUT_BYTES).decode("utf-8", "replace"))


def end(group: int) -> None:
    """End all processes of a group that is named by the process that began it."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/F", "/T", "/PID", str(group)],  # noqa: S607 (Windows has it on its path)
            capture_output=True,
            check=False,
        )
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
