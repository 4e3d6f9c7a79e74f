"""Asking for ghost text in a document as it is typed in, and what the endpoint hears of it."""

from typing import Any

from lspclient import Client, Copy, Pending, Sessions
from scripted import (
    COMPLETIONS,
    Request,
    Script,
    ScriptedBackend,
    events,
    stream,
    vllm_completion,
    wait,
)

INVOKED, AUTOMATIC = 1, 2
SOURCE = "def f(points, weights):\n    total = \n    return total\n"
CURSOR = SOURCE.index("\n    return")
SAID = "compute_total(points, weights)"


def ask(client: Client, document: Copy, at: int, kind: int = AUTOMATIC, **context: Any) -> Pending:
    params = {**client.at(document, at), "context": {"triggerKind": kind, **context}}
    return client.send("textDocument/inlineCompletion", params)


def shown(client: Client, document: Copy, at: int, kind: int = AUTOMATIC) -> list[str]:
    return [item["insertText"] for item in ask(client, document, at, kind).result()]


def opened(sessions: Sessions, **settings: str) -> tuple[Client, Copy]:
    client = sessions.start(settings=settings)
    return client, client.open(sessions.workspace / "a.py", SOURCE, "python")


def type_in(client: Client, document: Copy, at: int, text: str) -> int:
    client.change(document, at, at, text)
    return at + len(text)


def wait_until_heard(sessions: Sessions, client: Client, backend: ScriptedBackend) -> None:
    """See that the server has heard the first words of the call under way: it answers a later one by then."""
    backend.wait_for_request(1)
    backend.queue(vllm_completion("2"))
    other = client.open(sessions.workspace / "other.py", "y = ", "python")
    assert shown(client, other, 4) == ["2"]


def calls(backend: ScriptedBackend) -> list[Request]:
    """The calls for the document at hand."""
    return [r for r in backend.requests if "The file is a.py" in r.text]


def in_parts(*parts: str) -> Script:
    """An answer in these parts, with a gate of the number between each two: part 0, gate 1, part 1 ..."""
    steps: list[Any] = []
    for number, part in enumerate(parts):
        steps += [wait(str(number))] * bool(number)
        steps += events({"choices": [{"index": 0, "text": part, "finish_reason": None}]})
    end = {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}
    return stream(COMPLETIONS, [*steps, *events(end)])
