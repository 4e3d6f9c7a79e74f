"""How long the event loop is held: pings as a session begins and while long files are opened and typed in.

A ping is a request of a method that there is not, which is refused at once; the longest wait for it is the
longest time that the loop was held (with a bare pygls server beside it, which has nothing to do but answer).
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from lspclient import Client
from scripted import ScriptedBackend, vllm_completion

from bench import workspace
from bench.session import BARE, M2LSP, Started, started
from bench.table import Row, median, percentile

LINES = (300, 3000, 20_000)
TYPED = "        value = self.check(node, [item for item in values])\n        if value is None:\n"
EVERY_S = 0.01
BEGUN_S = 3.0  # what a server does with a workspace when it meets it
METHOD = "textDocument/inlineCompletion"


def measure() -> list[Row]:
    """For each length: opened and asked at once, typed in, and the pings meanwhile."""
    rows = []
    with started(BARE) as server:
        with pinged(server.client) as bare:
            time.sleep(1)
        rows.append(Row("a ping of a bare pygls server, longest", max(bare), "ms"))
    with ScriptedBackend() as backend:
        backend.default(vllm_completion("None\n"))
        settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
        with started(M2LSP, {"M2LSP_PROVIDER": "vllm", **settings}, prepare=workspace.write) as server:
            with pinged(server.client) as pings:
                time.sleep(BEGUN_S)
            what = f"the first {BEGUN_S:.0f} s in a workspace of {workspace.FILES} files: a ping, longest"
            rows.append(Row(what, max(pings), "ms"))
            _session(server, "warm", _text(300))
            for lines in LINES:
                rows += _rows(f"{lines} lines", _session(server, f"a{lines}", _text(lines)))
    return rows


def _rows(what: str, found: tuple[float, list[float], list[float]]) -> list[Row]:
    first, times, pings = found
    return [
        Row(f"{what}: opened, changed, asked at once", first, "ms"),
        Row(f"{what}: ghost text after a key, p50", median(times), "ms"),
        Row(f"{what}: ghost text after a key, p95", percentile(times, 0.95), "ms"),
        Row(f"{what}: a ping, p99", percentile(pings, 0.99), "ms"),
        Row(f"{what}: a ping, longest", max(pings), "ms"),
    ]


def _session(server: Started, name: str, text: str) -> tuple[float, list[float], list[float]]:
    """The first answer, those after keys (in ms each), and the pings during it all.

    Messages are made here, because the test client's own copy of a document is slow for long ones.
    """
    client = server.client
    uri = (server.workspace / f"{name}.py").as_uri()
    line, before = text.count("\n", 0, text.index("\n\n", len(text) // 2)) + 1, ""
    with pinged(client) as pings:
        item = {"uri": uri, "languageId": "python", "version": 0, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        times = []
        for version, key in enumerate(TYPED, start=1):
            times.append(_key(client, {"uri": uri, "version": version}, (line, len(before)), key))
            line, before = (line + 1, "") if key == "\n" else (line, before + key)
            time.sleep(0.03)
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    return times[0], times[1:], pings


def _key(client: Client, document: dict, at: tuple[int, int], key: str) -> float:
    start = {"line": at[0], "character": at[1]}
    end = {"line": at[0] + 1, "character": 0} if key == "\n" else {**start, "character": at[1] + 1}
    change = {"range": {"start": start, "end": start}, "text": key}
    client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
    asked = {"textDocument": {"uri": document["uri"]}, "position": end, "context": {"triggerKind": 1}}
    return _timed(lambda: client.request(METHOD, asked))


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


@contextmanager
def pinged(client: Client) -> Iterator[list[float]]:
    """Ping from another thread until the block ends; what each took, in ms."""
    over, took = Event(), [0.0]

    def ping() -> None:
        while not over.wait(EVERY_S):
            took.append(_timed(lambda: client.send("m2lsp/ping", {}).error()))

    pinging = Thread(target=ping)
    pinging.start()
    try:
        yield took
    finally:
        over.set()
        pinging.join()


def _text(lines: int) -> str:
    """Classes of some thirty lines each."""
    one = "\n".join(f"        self.seen_{n}[node.id] = self.check(node, {n})" for n in range(12))
    text = "".join(
        f"class Visitor{n}(Base):\n    def visit(self, node):\n{one}\n\n    def leave(self, node):\n{one}\n\n"
        for n in range(lines // 29 + 1)
    )
    return f"import ast\n\n\n{text}\n\n"
