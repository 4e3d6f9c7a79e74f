"""What m2lsp itself adds to ghost text: a model that answers at once, no debounce, context on.

In a workspace of a thousand files, several of them open; each request after a change, so that nothing
can be reused.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lspclient import Copy
from scripted import ScriptedBackend, vllm_completion

from bench import workspace
from bench.index import indexed
from bench.session import BARE, M2LSP, Started, cores, started
from bench.table import Row, median, percentile

REQUESTS = 100
OPEN = 12  # files open beside the one that is typed in
JUMPS = 20
LONG_LINES = 20_000
METHOD = "textDocument/inlineCompletion"
SETTINGS = {"M2LSP_PROVIDER": "vllm", "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}


def measure() -> list[Row]:
    """On a quiet machine, then with as many busy processes as there are cores."""
    with started(BARE, prepare=workspace.write) as server:
        bare = _fresh(server, "bare")
        with _load():
            bare_loaded = _fresh(server, "bare_loaded")
    with ScriptedBackend() as backend:
        backend.default(vllm_completion("math.sqrt(2)\n"))
        settings = {**SETTINGS, "M2LSP_BASE_URL": backend.url}
        with started(M2LSP, settings, prepare=workspace.write) as server:
            first = _fresh(server, "first", 1)
            indexed(server, 1)
            files = sorted(server.workspace.glob("*/*.py"))[:: workspace.FILES // (OPEN + JUMPS)]
            beside = [_open_and_ask(server, path) for path in files[:OPEN]]
            ours = _fresh(server, "ours")
            back = [_timed(partial(_ask, server, document)) for document in beside]
            new = [_timed(partial(_open_and_ask, server, path)) for path in files[OPEN:]]
            long = _long(server)
            memory = server.rss_mib
            with _load():
                loaded = _fresh(server, "loaded")
    return [
        *_beside("", bare, ours),
        *_beside(", busy machine", bare_loaded, loaded),
        Row("the first after a jump to another open file, p50", median(back), "ms"),
        Row("the first after a jump to another open file, longest", max(back), "ms"),
        Row("the first in a file opened just now, p50", median(new), "ms"),
        Row("the first in a file opened just now, longest", max(new), "ms"),
        Row(f"{LONG_LINES} lines, all of them sent anew, p50", median(long), "ms"),
        Row(f"{LONG_LINES} lines, all of them sent anew, longest", max(long), "ms"),
        Row("the very first one (imports, grammar, connection)", first[0], "ms"),
        Row("memory after it all", memory, "MiB"),
    ]


def _beside(how: str, bare: Sequence[float], ours: Sequence[float]) -> Iterator[Row]:
    for share in (0.5, 0.95):
        baseline, own = percentile(bare, share), percentile(ours, share)
        yield Row(f"a bare pygls answer{how}, p{share * 100:.0f}", baseline, "ms")
        yield Row(f"ghost text, 0 ms model{how}, p{share * 100:.0f}", own, "ms", own / baseline)


def _fresh(server: Started, name: str, count: int = REQUESTS) -> list[float]:
    """Requests at the end of a function that grows by a line each time."""
    text = "import math\n\n\ndef area(points):\n" + "".join(f"    x{i} = math.sqrt({i})\n" for i in range(40))
    document = server.client.open(server.workspace / f"{name}.py", text, "python")
    times = []
    for number in range(count):
        _append(server, document, f"    y{number} = ")
        times.append(_timed(partial(_request, server, document)))
        _append(server, document, "0\n")
    return times


def _open_and_ask(server: Started, path: Path) -> Copy:
    document = server.client.open(path, path.read_text(encoding="utf-8"), "python")
    _ask(server, document)
    return document


def _ask(server: Started, document: Copy) -> None:
    """Begin a line at the end of the file, and ask there."""
    _append(server, document, "\n    found = ")
    _request(server, document)


def _append(server: Started, document: Copy, text: str) -> None:
    server.client.change(document, len(document.text), len(document.text), text)


def _request(server: Started, document: Copy) -> None:
    at = server.client.at(document, len(document.text))
    server.client.request(METHOD, {**at, "context": {"triggerKind": 1}})


def _long(server: Started) -> list[float]:
    """Five times a changed line in the middle, told as a change of the whole text, as simple clients do."""
    body = [f"def f{n}(a, b):\n    t = a + b * {n}\n    return t\n\n" for n in range(LONG_LINES // 4)]
    uri, middle = (server.workspace / "long.py").as_uri(), len(body) // 2
    item = {"uri": uri, "languageId": "python", "version": 0, "text": "".join(body)}
    server.client.notify("textDocument/didOpen", {"textDocument": item})
    times = []
    for version in range(1, 6):
        line = f"    t = a + b * value{version}"
        changed = "".join([*body[:middle], f"def f(a, b):\n{line}\n    return t\n\n", *body[middle + 1 :]])
        document = {"uri": uri, "version": version}
        position = {"line": middle * 4 + 1, "character": len(line)}
        asked = {"textDocument": {"uri": uri}, "position": position, "context": {"triggerKind": 1}}
        begun = time.perf_counter()
        change = {"textDocument": document, "contentChanges": [{"text": changed}]}
        server.client.notify("textDocument/didChange", change)
        server.client.request(METHOD, asked)
        times.append((time.perf_counter() - begun) * 1000)
    return times


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


@contextmanager
def _load() -> Iterator[None]:
    """A process that does nothing but count on each core."""
    busy = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(cores())]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()
