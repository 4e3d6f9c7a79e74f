"""The process that runs the embedded model, as its parent holds it."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from m2lsp.backends.embedded.weights import Weights, models_folder, path

CLOSE_SECONDS = 2.0
_SIBLINGS = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


@dataclass(frozen=True, slots=True)
class Ready:
    """Where the child listens (no path), and the key that it made up."""

    address: str
    key: str


@dataclass(slots=True)
class Child:
    """A started process.  Its methods are for one caller at a time; each wait may be cancelled."""

    process: asyncio.subprocess.Process
    _ready: Ready | None = None
    _unsettled: int = 0

    async def ready(self) -> Ready | None:
        """Wait until the model is loaded; ``None`` if the process ended instead."""
        if self._ready is None and (line := await self._line()):
            said = json.loads(line)
            self._ready = Ready(said["address"], said["key"])
        return self._ready

    def leave(self) -> None:
        """Say that a stream was left early: the child sees to it that its work ends, or ends itself."""
        self._unsettled += 1  # also when it is gone: then the wait for its answer tells
        stdin = self.process.stdin
        if stdin is not None and not stdin.is_closing():
            stdin.write(b"settle\n")

    async def settled(self) -> bool:
        """Wait until the work of every stream left early has ended; false if the process ended."""
        while self._unsettled:
            if not await self._line():
                return False
            self._unsettled -= 1
        return self.process.returncode is None

    async def close(self) -> None:
        """End the process and wait for its end."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()

    async def _line(self) -> bytes:
        """The next line that the child says; empty if it said its last."""
        assert self.process.stdout is not None
        return await self.process.stdout.readline()


async def start(weights: Weights) -> Child:
    """Start the process and return at once; the model loads while it runs.

    ``-P`` and the working folder keep files of the user's project from being imported.  Waiting
    threads must sleep: with spinning ones a busy machine decodes ten times slower (embedded-model,
    section 3).
    """
    command = [sys.executable, "-P", "-m", "m2lsp.backends.embedded.server_main"]
    command += ["--model", str(path(weights)), "--name", weights.name, "--threads", str(threads())]
    with _log() as log:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            cwd=models_folder(),
            env={**os.environ, "OMP_WAIT_POLICY": "passive"},
        )
    return Child(process)


def _log() -> IO[bytes]:
    """The log, or nowhere: weights may lie in a folder that can only be read."""
    try:
        return log_file().open("wb")
    except OSError:
        return Path(os.devnull).open("wb")


def log_file() -> Path:
    """What llama.cpp has to say, of the last start only; it holds no text of prompts or answers."""
    return models_folder() / "embedded.log"


def threads() -> int:
    """How many threads to compute with: all physical cores that we may use but one."""
    return max(1, _physical_cores() - 1)


def _physical_cores() -> int:
    """Cores, not hardware threads.

    Where the system does not tell, half of what it counts: with two threads a core that is right, and
    on Apple's chips it leaves the slower cores alone.
    """
    if not hasattr(os, "sched_getaffinity"):
        return (os.cpu_count() or 2) // 2
    usable = os.sched_getaffinity(0)
    siblings = (Path(_SIBLINGS.format(number)) for number in usable)
    cores = {file.read_text() for file in siblings if file.exists()}
    return len(cores) or len(usable)
