"""Sessions of a test: each in a home of its own, and each held to the rules when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lspclient.client import Client
from lspclient.peer import PATIENCE
from lspclient.server import Server, environment


class Sessions:
    """Starts servers with clients in one folder; ``settings`` are environment variables for all of them."""

    def __init__(self, folder: Path, settings: Mapping[str, str]) -> None:
        self.home = folder / "home"
        self.workspace = folder / "workspace"
        self.workspace.mkdir()
        self._settings = settings
        self._folder = folder
        self._clients: list[Client] = []

    @property
    def log(self) -> str:
        """What the servers have written to their log file."""
        file = self.home / "data" / "m2lsp" / "log" / "m2lsp.log"
        return file.read_text() if file.exists() else ""

    def server(self, *arguments: str, settings: Mapping[str, str] | None = None) -> Server:
        """A server process, nothing said to it yet."""
        env = environment(self.home, {**self._settings, **(settings or {})})
        return Server(*(arguments or ("serve", "--stdio")), env=env, cwd=self.workspace)

    def start(
        self,
        profile: str = "vscode-code-server-lc11",
        *,
        settings: Mapping[str, str] | None = None,
        options: Any = None,
        **client: Any,
    ) -> Client:
        """A client that has said ``initialize``, with ``options`` as its initialization options."""
        started = self.connect(profile, settings=settings, **client)
        started.initialize(self.workspace, options)
        return started

    def connect(
        self,
        profile: str = "vscode-code-server-lc11",
        *,
        settings: Mapping[str, str] | None = None,
        **client: Any,
    ) -> Client:
        """A client and its server over standard streams, nothing said yet."""
        started = Client(self.server(settings=settings), profile, **client)
        self._clients.append(started)
        return started

    def end(self) -> None:
        """End all sessions politely, see that every process is gone, and say all that was wrong."""
        problems: list[str] = []
        for number, client in enumerate(self._clients):
            problems += self._end(client)
            client.peer.trace.write(self._folder / f"trace-{number}.jsonl")
        problems += [line for line in self.log.splitlines() if line.startswith("Traceback")]
        assert not problems, "\n".join([*problems, self.log])

    def _end(self, client: Client) -> list[str]:
        server = client.server
        assert server is not None
        try:
            if not client.peer.closed:
                client.leave()
                server.wait(PATIENCE)
        except Exception as error:
            problems = [f"it did not leave: {error!r}"]
        else:
            problems = []
        finally:
            heard = server.end()
        problems += [f"standard error: {heard}"] if heard else []
        return problems + client.peer.trace.findings(client.profile.unsaid)
