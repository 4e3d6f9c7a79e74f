"""Ghost text with a model that answers at once: what m2lsp itself adds, and what memory it takes."""

import time

from scripted import ScriptedBackend, vllm_completion, wait

from bench.session import BARE, M2LSP, Started, started
from bench.table import Row, median, percentile

REQUESTS = 100
FILE = "import math\n\n\ndef area(points):\n" + "".join(f"    x{i} = math.sqrt({i})\n" for i in range(40))
METHOD = "textDocument/inlineCompletion"


def measure() -> list[Row]:
    """Each request after a change, so that nothing can be reused."""
    with started(BARE) as server:
        bare = _times(server)
    with ScriptedBackend() as backend:
        backend.default(vllm_completion("math.sqrt(2)\n"))
        settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
        with started(M2LSP, settings) as server:
            first = _times(server, 1)[0]
            ours = _times(server)
            memory = server.rss_mib
            backend.queue(vllm_completion("late", before=wait("never")))
            cancelled = _cancel(server, backend)
    return [
        Row("a bare pygls answer, p50", median(bare), "ms"),
        Row("ghost text, 0 ms model, p50", median(ours), "ms", median(ours) / median(bare)),
        Row("a bare pygls answer, p95", percentile(bare, 0.95), "ms"),
        Row(
            "ghost text, 0 ms model, p95",
            percentile(ours, 0.95),
            "ms",
            percentile(ours, 0.95) / percentile(bare, 0.95),
        ),
        Row("the very first one (imports, grammar, connection)", first, "ms"),
        Row(f"memory after {REQUESTS} completions", memory, "MiB"),
        Row("$/cancelRequest to its answer, model in mid-stream", cancelled, "ms"),
    ]


def _times(server: Started, count: int = REQUESTS) -> list[float]:
    client = server.client
    document = client.open(server.workspace / f"bench{count}.py", FILE, "python")
    times = []
    for number in range(count):
        client.change(document, len(document.text), len(document.text), f"    y{number} = ")
        asked = {**client.at(document, len(document.text)), "context": {"triggerKind": 1}}
        begun = time.perf_counter()
        client.request(METHOD, asked)
        times.append((time.perf_counter() - begun) * 1000)
        client.change(document, len(document.text), len(document.text), "0\n")
    return times


def _cancel(server: Started, backend: ScriptedBackend) -> float:
    client = server.client
    document = client.open(server.workspace / "cancel.py", FILE, "python")
    seen = len(backend.requests)
    pending = client.send(METHOD, {**client.at(document, len(FILE)), "context": {"triggerKind": 1}})
    backend.wait_for_request(seen + 1)
    begun = time.perf_counter()
    pending.cancel()
    pending.error()
    took = (time.perf_counter() - begun) * 1000
    backend.wait_for_abort(seen + 1)
    return took
