"""The server as a process of its own, in a home of its own."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Condition, Thread

_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT")
_FOLDERS = ("CONFIG", "DATA", "CACHE", "STATE")


def environment(home: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment in which nothing of the user's own is seen or written.

    ``settings`` are added as they are (``M2LSP_BASE_URL`` and the like).  The server asks the endpoint
    nothing by itself, so that a test can count its own requests, unless they say so
    (``M2LSP_ENDPOINT_PROBE``).  Nor does it index the workspace, so that prompts do not change while a test
    goes on, unless they say so (``M2LSP_CONTEXT_INDEX``).
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    folders = {}
    for kind in _FOLDERS:
        folders[f"XDG_{kind}_HOME"] = str(home / kind.lower())
        folders[f"M2LSP_{kind}_DIR"] = str(home / kind.lower() / "m2lsp")
    home.mkdir(parents=True, exist_ok=True)
    own = {"HOME": str(home), "USERPROFILE": str(home)}
    own |= {"M2LSP_ENDPOINT_PROBE": "false", "M2LSP_CONTEXT_INDEX": "false"}
    return {**kept, **own, **folders, **(settings or {})}


class Server:
    """A running ``m2lsp``; what it writes to standard error is kept."""

    def __init__(self, *arguments: str, env: Mapping[str, str], cwd: Path) -> None:
        command = [str(Path(sys.executable).with_name("m2lsp")), *arguments]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(env), cwd=cwd)
        self._heard = ""
        self._changed = Condition()
        self._silent = False
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            with self._changed:
                self._heard += line.decode("utf-8", "replace")
                self._changed.notify_all()
        with self._changed:
            self._silent = True
            self._changed.notify_all()

    def wait_for_stderr(self, pattern: str, timeout: float = 20) -> re.Match[str]:
        """The first match of ``pattern`` in what was written to standard error, once there is one."""
        with self._changed:
            self._changed.wait_for(lambda: self._silent or re.search(pattern, self._heard), timeout)
            found = re.search(pattern, self._heard)
        assert found, f"{pattern!r} was not written to standard error, but: {self._heard!r}"
        return found

    def wait(self, timeout: float = 20) -> int:
        """The exit code, once the server has left by itself.

        Raises:
            subprocess.TimeoutExpired: it has not.
        """
        return self.process.wait(timeout)

    def end(self) -> str:
        """Make sure that the process is gone; what it wrote to standard error."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(20)
        self._listener.join(20)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            with suppress(BrokenPipeError):  # What was still buffered for a server that is gone.
                stream.close()
        return self._heard
