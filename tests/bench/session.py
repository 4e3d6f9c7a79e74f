"""A server under measurement, and a client that talks to it."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lspclient import Client, environment
from lspclient.wire import Framed

M2LSP = (str(Path(sys.executable).with_name("m2lsp")), "serve", "--stdio")
BARE = (sys.executable, str(Path(__file__).with_name("bare.py")))


@dataclass(frozen=True)
class Started:
    """A server that has answered ``initialize``, ``ms`` after its process was started."""

    client: Client
    process: subprocess.Popen[bytes]
    workspace: Path
    ms: float

    @property
    def log(self) -> str:
        """What the server has written to its log file."""
        file = self.workspace.parent / "home" / "data" / "m2lsp" / "log" / "m2lsp.log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    @property
    def rss_mib(self) -> float:
        """Resident memory of the server's process."""
        fields = Path(f"/proc/{self.process.pid}/statm").read_text().split()
        return int(fields[1]) * 4096 / 2**20


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def started(
    command: tuple[str, ...],
    settings: Mapping[str, str] | None = None,
    prepare: Callable[[Path], object] = lambda workspace: None,
) -> Iterator[Started]:
    """Run a server in an empty home until the block ends; ``prepare`` fills its workspace."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Path(folder) / "workspace"
        workspace.mkdir()
        prepare(workspace)
        begun = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(Path(folder) / "home", {"M2LSP_CONTEXT_INDEX": "true", **(settings or {})}),
            cwd=workspace,
        )
        client = Client(Framed(process.stdout, process.stdin))
        client.initialize(workspace)
        yield Started(client, process, workspace, (time.perf_counter() - begun) * 1000)
        client.leave()
        process.wait(20)
        process.stdin.close()
        process.stdout.close()
