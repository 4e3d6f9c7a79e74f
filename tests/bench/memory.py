"""Resident memory: before the model is first called, and over a thousand completions in fifty files.

The files are edited as one goes and stay as long as they are, so what grows is not their text.  Growth is
the slope of a line through what is measured after each hundred completions, once things are warm.
"""

import statistics
import time
from pathlib import Path

from lspclient import Copy
from scripted import Request, Script, ScriptedBackend, vllm_completion

from bench import workspace
from bench.session import BARE, M2LSP, Started, started
from bench.table import Row, median

METHOD = "textDocument/inlineCompletion"
FILES = 50
COMPLETIONS = 1_000
STEP = 100
WARM_UP = 300
IDLE_RUNS = 5
PARSED_S = 1.0  # long after a file was opened it is parsed


def measure() -> list[Row]:
    """Idle with a file open, then the thousand."""
    bare = median([_idle(BARE) for _ in range(IDLE_RUNS)])
    ours = median([_idle(M2LSP) for _ in range(IDLE_RUNS)])
    series = _series()
    return [
        Row("idle with a file open, bare pygls", bare, "MiB"),
        Row("idle with a file open, m2lsp", ours, "MiB", ours / bare),
        Row(f"after {WARM_UP} completions over {FILES} files", series[0], "MiB"),
        Row(f"after {COMPLETIONS} more", series[-1], "MiB", series[-1] / series[0]),
        Row(f"growth with each {STEP} of them", _slope(series), "MiB"),
    ]


def _prepare(folder: Path) -> None:
    workspace.write(folder, FILES)


def _idle(command: tuple[str, ...]) -> float:
    """In MiB; no model has been called."""
    with started(command, prepare=_prepare) as server:
        _open(server, _files(server)[0])
        time.sleep(PARSED_S)
        return server.rss_mib


def _series() -> list[float]:
    """MiB after the warm-up, and after each hundred of the thousand completions that follow."""
    with ScriptedBackend() as backend:
        backend.default(_answer, path="/v1/completions")
        settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
        with started(M2LSP, {"M2LSP_PROVIDER": "vllm", **settings}, prepare=_prepare) as server:
            documents = [_open(server, path) for path in _files(server)]
            _complete(server, documents, range(WARM_UP))
            series = [server.rss_mib]
            for first in range(WARM_UP, WARM_UP + COMPLETIONS, STEP):
                _complete(server, documents, range(first, first + STEP))
                series.append(server.rss_mib)
    return series


def _answer(request: Request) -> Script:
    """Another one each time, so that nothing is remembered twice."""
    return vllm_completion(f"compute_{request.number}(rows, weights)\n")


def _complete(server: Started, documents: list[Copy], numbers: range) -> None:
    """One line each, accepted; the line of the last time in that file goes."""
    for number in numbers:
        document, client = documents[number % len(documents)], server.client
        start = document.text.index("\n\n    def ") + 1
        line = f"    value_{number:06} = "
        client.change(document, start, start, f"{line}\n")
        at = {**client.at(document, start + len(line)), "context": {"triggerKind": 1}}
        result = client.request(METHOD, at)
        items = result["items"] if isinstance(result, dict) else result or []
        if items:
            begin, end = document.span(items[0]["range"])
            client.change(document, begin, end, items[0]["insertText"])
        client.change(document, start, document.text.index("\n", start) + 1, "")


def _files(server: Started) -> list[Path]:
    return sorted(server.workspace.glob("*/*.py"))


def _open(server: Started, path: Path) -> Copy:
    return server.client.open(path, path.read_text(encoding="utf-8"), "python")


def _slope(series: list[float]) -> float:
    """By how much it rises from one value to the next (least squares)."""
    return statistics.linear_regression(range(len(series)), series).slope
