"""``m2lsp.toggle`` and ``m2lsp.snooze``, seen by what reaches the model and by what the user is told."""

import re
from typing import Any

import pytest
from lspclient import Client, Copy, Sessions
from scripted import ScriptedBackend, vllm_completion

INVOKED, AUTOMATIC = 1, 2
STATUS = {"m2lsp": {"extensions": ["status"]}}
SOURCE = "def add(a, b):\n    "


def run(client: Client, command: str, *arguments: Any) -> Any:
    return client.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})


def ask(client: Client, document: Copy, kind: int = AUTOMATIC) -> list[dict]:
    params = {**client.at(document, len(SOURCE)), "context": {"triggerKind": kind}}
    return client.request("textDocument/inlineCompletion", params)


def opened(sessions: Sessions, backend: ScriptedBackend, options: Any = None) -> tuple[Client, Copy]:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start(options=options)
    return client, client.open(sessions.workspace / "a.py", SOURCE, "python")


def statuses(client: Client) -> list[str]:
    """The kinds that the client heard, each time that it was another one."""
    kinds = [p["kind"] for p in client.heard("m2lsp/status") if p["kind"] != "busy"]
    return [kind for kind, before in zip(kinds, ["", *kinds], strict=False) if kind != before]


def test_switched_off_nothing_is_sent_until_it_is_switched_on(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client, document = opened(sessions, backend, STATUS)
    assert "off in this session" in run(client, "m2lsp.toggle")
    assert ask(client, document) == ask(client, document, INVOKED) == []
    assert backend.requests == ()
    assert run(client, "m2lsp.toggle") == "Ghost text is on."
    assert ask(client, document)
    assert len(backend.requests) == 1
    assert statuses(client)[-2:] == ["off", "ready"]
    assert client.heard("window/showMessage") == []


def test_what_the_settings_switch_off_can_be_switched_on(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client, document = opened(sessions, backend, {"m2lsp": {"completion": {"enabled": False}}})
    assert ask(client, document, INVOKED) == []
    run(client, "m2lsp.toggle")
    assert ask(client, document)


def test_new_settings_do_not_switch_it_on(sessions: Sessions, backend: ScriptedBackend) -> None:
    client, document = opened(sessions, backend)
    run(client, "m2lsp.toggle")
    client.settings = {"m2lsp": {"completion": {"max_tokens": 64}}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    assert ask(client, document) == []
    assert backend.requests == ()


def test_snoozed_nothing_comes_by_itself_and_what_is_asked_for_comes(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client, document = opened(sessions, backend, STATUS)
    said = run(client, "m2lsp.snooze", 30)
    assert re.fullmatch(r"Ghost text is snoozed until \d\d:\d\d; m2lsp.snooze wakes it\.", said)
    assert ask(client, document) == []
    assert backend.requests == ()
    assert ask(client, document, INVOKED)
    assert statuses(client)[-1] == "off"
    assert client.heard("m2lsp/status")[-1]["message"] == said
    assert run(client, "m2lsp.snooze") == "Ghost text is on."
    assert ask(client, document)
    assert statuses(client)[-1] == "ready"


def test_a_snooze_that_is_over_is_told(sessions: Sessions, backend: ScriptedBackend) -> None:
    client, document = opened(sessions, backend, STATUS)
    assert "snoozed" in run(client, "m2lsp.snooze", 0.002)
    off = client.heard("m2lsp/status").index(client.wait_for("m2lsp/status", lambda p: p["kind"] == "off"))
    client.wait_for(
        "m2lsp/status", lambda p: p in client.heard("m2lsp/status")[off:] and p["kind"] == "ready"
    )
    assert ask(client, document)


def test_a_client_without_the_status_gets_a_message(sessions: Sessions, backend: ScriptedBackend) -> None:
    client, _ = opened(sessions, backend)
    sentences = [run(client, command) for command in ("m2lsp.snooze", "m2lsp.snooze", "m2lsp.toggle")]
    shown = client.heard("window/showMessage")
    assert [message["message"] for message in shown] == [f"m2lsp: {sentence}" for sentence in sentences]
    assert {message["type"] for message in shown} == {3}


@pytest.mark.parametrize("minutes", [-1, 1e9, "5", True, [], {"minutes": 5}])
def test_a_snooze_of_no_length_is_refused(
    sessions: Sessions, backend: ScriptedBackend, minutes: object
) -> None:
    client, document = opened(sessions, backend)
    params = {"command": "m2lsp.snooze", "arguments": [minutes]}
    answer = client.send("workspace/executeCommand", params).error()
    assert (answer.code, answer.message) == (
        -32602,
        "m2lsp.snooze takes a number of minutes from 0 to 1440, or nothing.",
    )
    assert ask(client, document)
