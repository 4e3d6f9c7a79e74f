"""Every fault of an endpoint, seen from the editor: what is said, whether it was tried again, that nothing is
inserted, and that the next request works.
"""

import socket
from dataclasses import dataclass, replace
from typing import Any

import pytest
from lspclient import Client, Copy, Sessions
from scripted import (
    CHAT,
    COMPLETIONS,
    Cut,
    Script,
    ScriptedBackend,
    bare,
    event,
    json_reply,
    openai_error,
    send,
    stream,
    vllm_chat,
    vllm_completion,
    wait,
)

SOURCE = "# m2: use 2\nx = 1\ny = \n"
CURSOR = len(SOURCE) - 1
REWRITTEN = "```python\nx = 2\ny = 3\n```"
HTML = (("Content-Type", "text/html"),)
LONG = "This model's maximum context length is 2048 tokens. However, your prompt contains 9999 input tokens"


@dataclass(frozen=True)
class Fault:
    """What the endpoint does, a part of what is said, and how many requests one request of ours makes."""

    script: Script
    says: str
    requests: int = 1
    limits: float = 30.0  # of the first byte and between two, in seconds


def part(text: str) -> tuple[Any, ...]:
    """The first event of an answer, raw or over chat, thinking closed."""
    choice = {"index": 0, "text": text, "delta": {"reasoning": "hm", "content": text}, "finish_reason": None}
    return (event({"choices": [choice]}),)


def later(status: int, seconds: str) -> Script:
    script = openai_error(status, "slow down")
    return replace(script, headers=(*script.headers, ("Retry-After", seconds)))


HALF, BALANCE = part("half"), {"choices": None, "base_resp": {"status_code": 1008, "status_msg": "balance"}}

FAULTS: dict[str, Fault] = {
    "400": Fault(openai_error(400, "top_k must be positive"), "(top_k must be positive)"),
    "401": Fault(
        openai_error(401),
        "asks for a key, and there is none for it. Put it into the environment as M2LSP_API_KEY",
    ),
    "402": Fault(openai_error(402), "no credit left"),
    "403": Fault(openai_error(403), "does not allow this key"),
    "404": Fault(openai_error(404, "no such model"), "Check endpoint.model and endpoint.base_url"),
    "408": Fault(openai_error(408), "gave up waiting", requests=3),
    "413": Fault(openai_error(413), "found the request too big", requests=2),
    "429": Fault(openai_error(429, "rate"), "asks to slow down (rate)", requests=3),
    "429, again at once": Fault(later(429, "0"), "asks to slow down", requests=3),
    "429, again in an hour": Fault(later(429, "3600"), "asks to slow down"),
    "429, no quota": Fault(openai_error(429, "x", code="insufficient_quota"), "quota is used up"),
    "500": Fault(openai_error(500, "boom"), "(500) (boom)"),
    "502, a web page": Fault(Script("", (send("<html>"),), 502, HTML), "(502).", requests=3),
    "503": Fault(openai_error(503), "(503)", requests=3),
    "504": Fault(openai_error(504), "(504)", requests=3),
    "too long": Fault(openai_error(400, LONG), "longer than the model's context", requests=2),
    "200, an error": Fault(stream("", [event({"error": {"message": "died", "code": 500}})]), "(died)"),
    "200, no balance": Fault(json_reply("", BALANCE), "no credit left"),
    "200, no choices": Fault(json_reply("", {"choices": None}), "sent no choices"),
    "200, a web page": Fault(Script("", (send("<html>Hi"),), 200, HTML), "not JSON"),
    "an error in the middle": Fault(
        stream("", [*HALF, event({"error": {"message": "died", "code": 500}})]), "(died)"
    ),
    "cut before the first event": Fault(Script("", (Cut(),)), "broke off", requests=3),
    "cut in the middle": Fault(Script("", (*HALF, Cut())), "broke off"),
    "no HTTP": Fault(bare(b"\x00\x01garbage\r\n\r\n"), "broke off", requests=3),
    "no JSON": Fault(stream("", [send("data: {oops\n\n")]), "not JSON"),
    "no UTF-8": Fault(stream("", [send(b"data: \xff\n\n")]), "not JSON"),
    "a line without an end": Fault(Script("", (send(b"data: "), *[send(b"x" * 10**6)] * 9)), "endless line"),
    "silent from the start": Fault(Script("", (), hold="never"), "sent nothing for 2 s", limits=2),
    "silent before the first event": Fault(Script("", (wait("never"),)), "sent nothing for 2 s", limits=2),
    "silent in the middle": Fault(
        Script("", (*HALF, wait("never"))), "stopped in the middle of its answer", limits=2
    ),
}


@dataclass
class Editor:
    """A session with one document."""

    client: Client
    document: Copy
    backend: ScriptedBackend

    def suggest(self, *, automatic: bool = False) -> list[dict[str, Any]]:
        """Ghost text, on request unless told otherwise."""
        params = {**self.client.at(self.document, CURSOR), "context": {"triggerKind": 1 + automatic}}
        found: list[dict[str, Any]] = self.client.request("textDocument/inlineCompletion", params)
        return found

    def rewrite(self) -> dict[str, Any]:
        """The action of the menu, resolved."""
        params = {
            "textDocument": {"uri": self.document.uri},
            "range": self.document.range(0, len(SOURCE)),
            "context": {"diagnostics": []},
        }
        menu = self.client.request("textDocument/codeAction", params)
        (action,) = [a for a in menu if a["kind"] == "refactor.rewrite" or "Rewrite" in a["title"]]
        resolved: dict[str, Any] = self.client.request("codeAction/resolve", action)
        return resolved

    def was_told(self, words: str, times: int = 1) -> None:
        """See that so many calm messages were shown, each with these words in it."""
        self.client.wait_for("window/showMessage")
        messages = [m["message"] for m in self.client.heard("window/showMessage")]
        assert [words in m for m in messages] == [True] * times, messages
        assert not any("Traceback" in m or "\n" in m for m in messages)

    def works(self) -> None:
        """See that the endpoint, well again, is asked and answers."""
        self.backend.default(vllm_completion("3\n"), path=COMPLETIONS)
        self.backend.default(vllm_chat(REWRITTEN), path=CHAT)
        assert self.suggest()
        assert "edit" in self.rewrite()


def editing(sessions: Sessions, backend: ScriptedBackend, settings: dict[str, str] | None = None) -> Editor:
    client = sessions.start(settings=settings)
    return Editor(client, client.open(sessions.workspace / "a.py", SOURCE, "python"), backend)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_is_said_inserts_nothing_and_the_next_request_works(
    fault: Fault, sessions: Sessions, backend: ScriptedBackend
) -> None:
    names = ("FIRST_BYTE", "STALL")
    limits = {f"M2LSP_ENDPOINT_{name}_TIMEOUT_S": str(fault.limits) for name in names}
    editor = editing(sessions, backend, {**limits, "M2LSP_COMPLETION_ALTERNATIVES": "1"})
    for times, ask in enumerate((editor.suggest, editor.rewrite), start=1):
        for path in (COMPLETIONS, CHAT):
            backend.default(replace(fault.script, path=path), path=path)
        before = len(backend.requests)
        shown = ask()
        assert shown == [] or "edit" not in shown
        assert len(backend.requests) - before == fault.requests
        editor.was_told(fault.says, times)
        editor.works()
    assert editor.document.text == SOURCE


NOWHERE = {
    "nobody listens": ("http://127.0.0.1:{port}/v1", "No connection to vllm at 127.0.0.1:"),
    "no such host": ("http://model.invalid/v1", "can't be found. Check endpoint.base_url"),
    "no TLS there": ("https://127.0.0.1:{backend}/v1", "No secure connection to vllm at 127.0.0.1:"),
}


@pytest.mark.parametrize(("address", "says"), NOWHERE.values(), ids=NOWHERE)
def test_an_address_where_nothing_answers(
    sessions: Sessions, backend: ScriptedBackend, address: str, says: str
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = backend.url.removesuffix("/v1").rpartition(":")[2]
        url = address.format(port=nobody.getsockname()[1], backend=port)
        editor = editing(sessions, backend, {"M2LSP_BASE_URL": url})
        assert editor.suggest() == []
        editor.was_told(says)
        assert "edit" not in editor.rewrite()
        assert backend.requests == ()


def test_a_dead_endpoint_costs_nothing_per_keystroke_and_is_said_once(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = editing(sessions, backend)
    backend.default(openai_error(500, "boom"))
    assert [editor.suggest(automatic=True) for _ in range(12)] == [[]] * 12
    assert len(backend.requests) == 3
    editor.was_told("(boom)")
    editor.works()


def test_another_model_than_was_asked_for_is_told_once_and_its_answer_is_used(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = editing(sessions, backend)
    backend.default(vllm_completion("3\n", model="MiniMax-M2.7"))
    assert [bool(editor.suggest()) for _ in range(3)] == [True] * 3
    editor.was_told("answers with MiniMax-M2.7 though MiniMax-M2.1 was asked for")


def test_another_endpoint_answers_meanwhile_and_that_is_told(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    with ScriptedBackend() as spare:
        spare.default(vllm_completion("3\n"))
        spare.default(vllm_chat(REWRITTEN))
        backend.default(openai_error(500, "boom"))
        settings = {"M2LSP_ENDPOINT_FALLBACKS": "spare", "M2LSP_ENDPOINTS_SPARE_BASE_URL": spare.url}
        editor = editing(sessions, backend, settings)
        assert editor.suggest()
        editor.was_told(f"Meanwhile vllm MiniMax-M2.1 at {spare.root.removeprefix('http://')} answers.")
        assert "edit" in editor.rewrite()
        assert len(spare.requests) == 2


def test_at_the_days_limit_that_is_said_and_nothing_is_sent(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = editing(sessions, backend, {"M2LSP_BUDGET_DAILY_TOKENS": "50"})
    backend.default(vllm_completion("3\n"))
    assert editor.suggest()
    sent = len(backend.requests)
    editor.client.change(editor.document, len(SOURCE), len(SOURCE), "z = 3\n")
    assert [editor.suggest() for _ in range(3)] == [[]] * 3
    editor.was_told("Today's limit of 50 tokens is reached")
    assert "edit" not in editor.rewrite()
    editor.was_told("Today's limit of 50 tokens is reached", times=2)
    assert len(backend.requests) == sent
