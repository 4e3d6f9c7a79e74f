"""The embedded model's process ends with the session, whatever it is doing.

The engine is a stand-in that holds a connection to the test open for as long as it lives.
"""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lspclient import Client, Sessions

from m2lsp.backends.embedded.weights import DEFAULT

SOURCE = "def add(a, b):\n    return a + b\n"
ENGINE = """
import os, socket, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

life = socket.create_connection(("127.0.0.1", int(os.environ["ENGINE_OWNER"])))


def stay(doing):
    if doing == os.environ["ENGINE_STAYS"]:
        life.sendall(doing.encode())
        threading.Event().wait()


class CommonParams(SimpleNamespace):
    def __init__(self):
        parts = ("model", "cpuparams", "cpuparams_batch")
        super().__init__(**{name: SimpleNamespace() for name in parts})


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        stay("answering")

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_):
        pass


class Server:
    def __init__(self, params):
        stay("loading")
        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.listening_address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
"""

Start = Callable[[str], tuple[Client, socket.socket]]


@pytest.fixture
def start(sessions: Sessions, tmp_path: Path) -> Iterator[Start]:
    """Starts a session whose engine stays at loading or at answering an action; and the engine's life."""
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "xllamacpp.py").write_text(ENGINE)
    models = tmp_path / "models"
    models.mkdir()
    with (models / f"{DEFAULT.sha256}.gguf").open("wb") as weights:
        weights.truncate(DEFAULT.size)  # nobody reads them
    with socket.create_server(("127.0.0.1", 0)) as owner:
        owner.settimeout(20)
        settings = {
            "M2LSP_PROVIDER": "embedded",
            "M2LSP_MODELS_DIR": str(models),
            "PYTHONPATH": str(tmp_path / "engine"),
            "ENGINE_OWNER": str(owner.getsockname()[1]),
        }
        lives: list[socket.socket] = []

        def started(doing: str) -> tuple[Client, socket.socket]:
            client = sessions.start(settings={**settings, "ENGINE_STAYS": doing})
            explain(client, sessions.workspace / "a.py")
            life, _ = owner.accept()
            lives.append(life)
            life.settimeout(20)
            assert life.recv(100).decode() == doing
            return client, life

        yield started
        for life in lives:
            life.close()


def explain(client: Client, path: Path) -> None:
    """Choose an action, and go on."""
    document = client.open(path, SOURCE, "python")
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, len(SOURCE)),
        "context": {"diagnostics": [], "only": ["m2lsp.explain"]},
    }
    (action,) = client.request("textDocument/codeAction", params)
    chosen = {name: action["command"][name] for name in ("command", "arguments")}
    client.send("workspace/executeCommand", chosen)


@pytest.mark.parametrize("doing", ["loading", "answering"])
def test_shutdown_ends_the_embedded_model_before_it_is_answered(start: Start, doing: str) -> None:
    client, life = start(doing)
    assert client.server is not None
    client.request("shutdown")
    assert life.recv(1) == b""
    assert client.server.process.poll() is None
    client.notify("exit")
    assert client.server.wait() == 0


@pytest.mark.parametrize("doing", ["loading", "answering"])
def test_a_client_that_goes_away_leaves_no_embedded_model_behind(start: Start, doing: str) -> None:
    client, life = start(doing)
    assert client.server is not None
    client.peer.close()
    assert client.server.wait() == 1
    assert life.recv(1) == b""
