"""When the endpoint or the settings are wrong: one calm sentence, no traceback, and the editor goes on."""

import socket
from typing import Any

import pytest
from lspclient import Client, Copy, Sessions, answers
from scripted import ScriptedBackend, openai_error, vllm_completion

SOURCE = "def add(a, b):\n    \n"
CURSOR = len(SOURCE) - 1


def ask(client: Client, document: Copy) -> list[dict[str, Any]]:
    params = {**client.at(document, CURSOR), "context": {"triggerKind": 2}}
    return client.request("textDocument/inlineCompletion", params)


def open_source(sessions: Sessions, client: Client) -> Copy:
    return client.open(sessions.workspace / "a.py", SOURCE, "python")


def nobody_listens() -> str:
    """An address where connections are refused."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def test_an_endpoint_that_is_down_is_said_once(sessions: Sessions) -> None:
    client = sessions.start(settings={"M2LSP_BASE_URL": nobody_listens()})
    document = open_source(sessions, client)
    assert [ask(client, document) for _ in range(3)] == [[], [], []]
    (message,) = client.heard("window/showMessage")
    assert "127.0.0.1" in message["message"]
    assert "Traceback" not in message["message"]


def test_a_client_with_a_status_line_is_told_there(sessions: Sessions) -> None:
    client = sessions.start(
        settings={"M2LSP_BASE_URL": nobody_listens()}, options={"m2lsp": {"extensions": ["status"]}}
    )
    document = open_source(sessions, client)
    assert ask(client, document) == []
    status = client.wait_for("m2lsp/status", lambda p: p["kind"] == "warning")
    assert "127.0.0.1" in status["message"]
    assert client.heard("window/showMessage") == []


def test_what_works_again_is_said_to_be_ready(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(openai_error(500, "out of memory"))
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start(options={"m2lsp": {"extensions": ["status"]}})
    document = open_source(sessions, client)
    ask(client, document)
    client.wait_for("m2lsp/status", lambda p: p["kind"] == "warning")
    assert ask(client, document)
    client.wait_for("m2lsp/status", lambda p: p["kind"] == "ready")


def test_a_key_never_comes_back_in_a_message_or_the_log(sessions: Sessions, backend: ScriptedBackend) -> None:
    key = "sk-very-secret-0123456789"
    backend.default(openai_error(401, f"Incorrect API key provided: {key}"))
    client = sessions.start(settings={"M2LSP_API_KEY": key})
    document = open_source(sessions, client)
    assert ask(client, document) == []
    client.wait_for("window/showMessage")
    assert backend.requests[0].headers["authorization"] == f"Bearer {key}"
    assert key not in str([e.message for e in client.peer.trace.entries])
    assert key not in sessions.log


def test_a_wrong_setting_is_named_in_one_warning(sessions: Sessions) -> None:
    client = sessions.start(options={"m2lsp": {"completion": {"max_tokenz": 3, "debounceMs": "soon"}}})
    message = client.wait_for("window/showMessage")["message"]
    assert "max_tokenz" in message
    assert "debounce" in message
    client.leave()
    assert len(client.heard("window/showMessage")) == 1


def test_settings_changed_in_the_editor_hold_from_then_on(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start(options={"m2lsp": {"extensions": ["status"]}})
    document = open_source(sessions, client)
    assert ask(client, document)
    change_settings(client, {"m2lsp": {"completion": {"enabled": False}}})
    assert ask(client, document) == []
    change_settings(client, {"m2lsp": {"completion": {"enabled": True}}})
    assert ask(client, document)


def change_settings(client: Client, settings: dict[str, Any]) -> None:
    """As VS Code does: say that there are new ones, and be asked for them.

    A wrong setting goes along, because the server says so once it has taken them all.
    """
    said = len(client.heard("m2lsp/status"))
    client.settings = {"m2lsp": {**settings["m2lsp"], "log": {f"wrong{said}": 1}}}
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    client.peer.wait(lambda: len(client.heard("m2lsp/status")) > said, "word of the new settings")


def test_settings_of_initialize_hold_beside_later_ones_of_the_same_section(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    options = {"m2lsp": {"extensions": ["status"], "completion": {"enabled": False}}}
    client = sessions.start(options=options)
    document = open_source(sessions, client)
    change_settings(client, {"m2lsp": {"completion": {"maxTokens": 64}}})
    assert ask(client, document) == []
    assert backend.requests == ()


def test_settings_that_the_editor_takes_back_hold_no_more(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start("vim9-ale3.3")
    document = open_source(sessions, client)
    for settings, items in (({"completion": {"enabled": False}}, 0), ({}, 1)):
        client.notify("workspace/didChangeConfiguration", {"settings": {"m2lsp": settings}})
        assert len(ask(client, document)) == items


def test_an_editor_that_pushes_its_settings_is_heard_too(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start("vim9-ale3.3")
    document = open_source(sessions, client)
    settings = {"m2lsp": {"completion": {"enabled": False}}}
    client.notify("workspace/didChangeConfiguration", {"settings": settings})
    assert ask(client, document) == []


MANNERS = {
    "null": answers.null,
    "nothing": answers.silence,
    "method not found": answers.method_not_found,
    "a wrong shape": answers.constant({"settings": 1}),
    "a list of nothing": answers.constant([]),
}


@pytest.mark.parametrize("manner", MANNERS.values(), ids=MANNERS.keys())
def test_an_editor_that_answers_badly_when_asked_for_settings_still_gets_ghost_text(
    sessions: Sessions, backend: ScriptedBackend, manner: answers.Answer
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start(answers={"workspace/configuration": manner, "client/registerCapability": manner})
    document = open_source(sessions, client)
    assert ask(client, document)
    assert client.heard("window/showMessage") == []


def test_an_ignored_file_is_not_sent(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return a + b\n"))
    (sessions.workspace / ".m2lspignore").write_text("a.py\n")
    client = sessions.start()
    document = open_source(sessions, client)
    assert ask(client, document) == []
    assert backend.requests == ()
