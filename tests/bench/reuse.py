"""What is asked of the model and what is not: cancel, a burst of keys, the same again, typing what is shown.

Counts of calls, as the endpoint saw them, and of answers, as the editor did.
"""

import time
from collections.abc import Iterator

from lspclient import Copy, Pending, ResponseError
from scripted import ScriptedBackend, vllm_completion, wait

from bench.session import M2LSP, Started, started
from bench.table import Row

METHOD = "textDocument/inlineCompletion"
TEXT = "def total(items):\n    return sum(items)\n\n\ndef area(points):\n"
SHOWN = "compute_total(points, weights)"
KEYS = "abcdefghij"
KEY_S = 0.03
SLOW_MS = 300
TYPED = 8
AUTOMATIC, INVOKED = 2, 1
CANCELLED = -32800


def measure() -> list[Row]:
    """Everything with no debounce, and the burst with the default one as well."""
    with ScriptedBackend() as backend:
        with started(M2LSP, _settings(backend, "0")) as server:
            rows = [
                *_cancel(server, backend),
                *_burst(server, backend, "no debounce"),
                *_equal(server, backend),
                *_typed_through(server, backend),
            ]
        with started(M2LSP, _settings(backend, "")) as server:
            rows += _burst(server, backend, "default debounce")
    return rows


def _settings(backend: ScriptedBackend, debounce_ms: str) -> dict[str, str]:
    """An empty variable is one that is not set."""
    address = {"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": backend.url}
    return {**address, "M2LSP_COMPLETION_DEBOUNCE_MS": debounce_ms}


def _cancel(server: Started, backend: ScriptedBackend) -> Iterator[Row]:
    backend.default(vllm_completion("late", before=wait("never")))
    document, seen = _opened(server, "cancel", "    cancelled = "), len(backend.requests)
    pending = _asked(server, document)
    backend.wait_for_request(seen + 1)
    begun = time.monotonic()
    pending.cancel()
    code = _error(pending)
    yield Row("$/cancelRequest to its answer", (time.monotonic() - begun) * 1000, "ms")
    yield Row(f"cancelled: answered with {CANCELLED}", code == CANCELLED, "of 1")
    ended = backend.wait_for_abort(seen + 1).ended or 0.0
    yield Row("$/cancelRequest to the end of the call", (ended - begun) * 1000, "ms")


def _burst(server: Started, backend: ScriptedBackend, how: str) -> Iterator[Row]:
    """Ten keys, a request on each, and an endpoint that needs longer than the time between two keys."""
    backend.default(vllm_completion("finish(points)\n", before=wait("never", SLOW_MS)))
    document, seen = _opened(server, f"burst {how}", "    burst = "), len(backend.requests)
    pending = []
    for key in KEYS:
        _append(server, document, key)
        pending.append(_asked(server, document, AUTOMATIC))
        time.sleep(KEY_S)
    begun = time.monotonic() - KEY_S
    shown = [_shown(each) for each in pending]
    took = (time.monotonic() - begun) * 1000
    calls = backend.requests[seen:]
    backend.wait_until(lambda: all(call.ended for call in calls), "end of all calls")
    unanswered = sum(each is None for each in shown)
    yield Row(f"burst of ten, {how}: not answered", unanswered, "of 10")
    yield Row(f"burst of ten, {how}: calls", len(calls), "calls")
    yield Row(f"burst of ten, {how}: calls aborted", sum(call.aborted for call in calls), "calls")
    yield Row(f"burst of ten, {how}: the last key has ghost text", bool(shown[-1]), "of 1")
    yield Row(f"burst of ten, {how}: the last key to its answer", took, "ms")


def _equal(server: Started, backend: ScriptedBackend) -> Iterator[Row]:
    """The same request ten times, nothing changed."""
    backend.default(vllm_completion(f"{SHOWN}\n"))
    document, seen = _opened(server, "equal", "    again = "), len(backend.requests)
    shown = [_shown(_asked(server, document, AUTOMATIC)) for _ in range(10)]
    yield Row("equal request ten times: calls", len(backend.requests) - seen, "calls")
    yield Row("equal request ten times: the same shown", shown.count(shown[0] or "nothing"), "of 10")


def _typed_through(server: Started, backend: ScriptedBackend) -> Iterator[Row]:
    """Its first eight characters typed, while the model would now say something else."""
    backend.default(vllm_completion(f"{SHOWN}\n"))
    document = _opened(server, "through", "    reuse = ")
    _shown(_asked(server, document, AUTOMATIC))
    backend.default(vllm_completion("UNRELATED(1)\n"))
    kept, seen = 0, len(backend.requests)
    for typed, key in enumerate(SHOWN[:TYPED], start=1):
        _append(server, document, key)
        kept += _shown(_asked(server, document, AUTOMATIC)) == SHOWN[typed:]
    yield Row(f"{TYPED} characters typed through: kept", kept, f"of {TYPED}")
    yield Row(f"{TYPED} characters typed through: calls", len(backend.requests) - seen, "calls")


def _opened(server: Started, name: str, line: str) -> Copy:
    path = server.workspace / f"{name.replace(' ', '_')}.py"
    return server.client.open(path, TEXT + line, "python")


def _append(server: Started, document: Copy, text: str) -> None:
    server.client.change(document, len(document.text), len(document.text), text)


def _asked(server: Started, document: Copy, kind: int = INVOKED) -> Pending:
    at = server.client.at(document, len(document.text))
    return server.client.send(METHOD, {**at, "context": {"triggerKind": kind}})


def _error(pending: Pending) -> int | None:
    try:
        pending.result()
    except ResponseError as error:
        return error.code
    return None


def _shown(pending: Pending) -> str | None:
    """What would be added at the cursor, empty for no ghost text or an error; ``None`` without an answer."""
    try:
        result = pending.result()
    except ResponseError:
        return ""
    except TimeoutError:
        return None
    items = result["items"] if isinstance(result, dict) else result or []
    if not items:
        return ""
    where = items[0]["range"]
    behind = where["end"]["character"] - where["start"]["character"]
    return items[0]["insertText"][behind:]
