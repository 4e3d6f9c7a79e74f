"""``workspace/executeCommand``: what menus and palettes run."""

from typing import Any

import pytest
from impostors import vllm
from lspclient import Client, Pending, Sessions
from scripted import CHAT, ScriptedBackend, json_reply, vllm_chat, vllm_completion, wait

SOURCE = "def add(a, b):\n    return a + b\n"


def explain(client: Client, sessions: Sessions) -> dict[str, Any]:
    """The command that the menu has for *explain*."""
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, len(SOURCE)),
        "context": {"diagnostics": [], "only": ["m2lsp.explain"]},
    }
    (action,) = client.request("textDocument/codeAction", params)
    return action["command"]


def run(client: Client, command: str, *arguments: Any) -> Any:
    return client.request("workspace/executeCommand", {"command": command, "arguments": list(arguments)})


def test_an_answer_in_words_is_shown_even_where_no_conversations_are_kept(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat("It adds two numbers."))
    client = sessions.start(settings={"M2LSP_THREADS_ENABLED": "false"})
    command = explain(client, sessions)
    run(client, command["command"], *command["arguments"])
    (shown,) = client.heard("window/showDocument")
    assert "It adds two numbers." in client.read(shown["uri"])


def test_the_log_opens_where_the_settings_put_it(sessions: Sessions) -> None:
    file = sessions.home / "elsewhere.log"
    client = sessions.start(settings={"M2LSP_LOG_FILE": str(file)})
    run(client, "m2lsp.showLog")
    (shown,) = client.heard("window/showDocument")
    assert shown["uri"] == file.as_uri()


def test_what_the_model_is_shown_at_a_place_opens_and_nothing_is_sent(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    run(client, "m2lsp.showContext", document.uri, {"line": 1, "character": 11})
    (shown,) = client.heard("window/showDocument")
    text = client.read(shown["uri"])
    assert text.startswith("# What the model is shown for ghost text here\n")
    assert "| excerpt |" in text
    assert "def add(a, b):\n    return" in text
    assert backend.requests == ()


@pytest.mark.parametrize(
    "arguments",
    [[], [None], ["file:///not/open.py", {"line": 0, "character": 0}], [1, {}], ["URI", {"line": -1}]],
)
def test_a_place_that_is_none_is_refused(sessions: Sessions, arguments: list[Any]) -> None:
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    named = [document.uri if argument == "URI" else argument for argument in arguments]
    answer = client.send(
        "workspace/executeCommand", {"command": "m2lsp.showContext", "arguments": named}
    ).error()
    assert (answer.code, answer.message) == (
        -32602,
        "m2lsp.showContext takes an open document's URI, and a position in it.",
    )


@pytest.mark.parametrize("argument", [None, "x", 3, [], {}, {"action": "no such action"}])
def test_a_command_that_did_not_come_from_our_menu_is_refused(sessions: Sessions, argument: Any) -> None:
    client = sessions.start()
    answer = client.send(
        "workspace/executeCommand", {"command": "m2lsp.act", "arguments": [argument]}
    ).error()
    assert answer.code == -32602


def test_a_choice_that_names_an_unknown_action_is_refused(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client = sessions.start()
    command = explain(client, sessions)
    (data,) = command["arguments"]
    wanted = {"command": command["command"], "arguments": [{**data, "action": "format_disk"}]}
    assert client.send("workspace/executeCommand", wanted).error().code == -32602
    assert not backend.requests


def begin(client: Client, backend: ScriptedBackend, sessions: Sessions) -> Pending:
    """Run *explain*, and go on once the model is asked."""
    command = explain(client, sessions)
    wanted = {"command": command["command"], "arguments": command["arguments"]}
    pending = client.send("workspace/executeCommand", wanted)
    backend.wait_for_request(1)
    return pending


def test_cancelling_a_command_stops_the_model_too(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("It adds.", before=wait("never")))
    client = sessions.start()
    pending = begin(client, backend, sessions)
    pending.cancel()
    assert pending.error().code == -32800
    backend.wait_for_abort(1)


def test_a_command_cancelled_by_its_progress_is_answered(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat("It adds.", before=wait("never")))
    client = sessions.start()
    pending = begin(client, backend, sessions)
    begun = client.wait_for("$/progress", lambda p: p["value"]["kind"] == "begin")
    client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    assert pending.error().code == -32800
    backend.wait_for_abort(1)


def test_a_shutdown_ends_a_command_that_still_runs(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("It adds.", before=wait("never")))
    client = sessions.start()
    pending = begin(client, backend, sessions)
    client.request("shutdown")
    assert pending.error().code == -32800
    backend.wait_for_abort(1)
    assert client.heard("window/showMessage") == []
    client.notify("exit")
    assert client.server is not None
    assert client.server.wait() == 0


def test_doctor_opens_what_it_found_and_no_key(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm(tool_parser=False), path=CHAT)
    backend.default(vllm_completion("a + b\n"))
    backend.default(json_reply("/version", {"version": "0.32.0 | ![x](http://x)"}))
    client = sessions.start(settings={"M2LSP_API_KEY": "k-hush", "M2LSP_CHAT_MAX_TOKENS": "many"})
    run(client, "m2lsp.doctor")
    (shown,) = client.heard("window/showDocument")
    report = client.read(shown["uri"])
    assert report.startswith("# m2lsp doctor: 2 to mend\n")
    assert "| **bad** | settings | " in report
    assert "| ok | ghost text | asked for as raw prefill; first token after " in report
    assert "| **bad** | tools | refused" in report
    assert "k-hush" not in report
    assert "![x](" not in report
    said = {p["value"].get("message") for p in client.heard("$/progress")}
    assert "ghost text and actions: a tool call" in said


def test_doctor_can_be_cancelled(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("a", before=wait("never")))
    client = sessions.start()
    pending = client.send("workspace/executeCommand", {"command": "m2lsp.doctor"})
    backend.wait_for_request(1)
    begun = client.wait_for("$/progress", lambda p: p["value"]["kind"] == "begin")
    client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    assert pending.error().code == -32800
    backend.wait_for_abort(1)
    assert client.heard("window/showDocument") == []
