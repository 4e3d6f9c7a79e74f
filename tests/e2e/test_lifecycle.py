"""From the first message to the last: what the server says it can do, and how it leaves."""

import subprocess
import sys
from typing import Any

import pytest
from lspclient import PROFILES, Client, Sessions

MOVES = {"filters": [{"pattern": {"glob": "**/*"}, "scheme": "file"}]}
CAPABILITIES: dict[str, Any] = {
    "textDocumentSync": {
        "openClose": True,
        "change": 2,
        "willSave": False,
        "willSaveWaitUntil": False,
        "save": {"includeText": False},
    },
    "codeActionProvider": {
        "codeActionKinds": [
            "m2lsp.explain",
            "quickfix",
            "refactor.extract.m2lsp",
            "refactor.rewrite.m2lsp",
            "refactor.rewrite.m2lsp.docs",
            "refactor.rewrite.m2lsp.implement",
            "refactor.rewrite.m2lsp.signature",
            "refactor.rewrite.m2lsp.tests",
        ],
        "resolveProvider": True,
    },
    "executeCommandProvider": {
        "commands": [
            "m2lsp.act",
            "m2lsp.doctor",
            "m2lsp.showContext",
            "m2lsp.showLog",
            "m2lsp.showThread",
            "m2lsp.snooze",
            "m2lsp.toggle",
        ]
    },
    "inlineCompletionProvider": {},
    "workspace": {
        "workspaceFolders": {"supported": True, "changeNotifications": True},
        "fileOperations": {"didCreate": MOVES, "didRename": MOVES, "didDelete": MOVES},
    },
}


def initialize_answer(sessions: Sessions, profile: str, **more: Any) -> dict[str, Any]:
    client = sessions.connect(profile, **more)
    return client.initialize(sessions.workspace)


def test_an_editor_with_ghost_text_is_told_exactly_this(sessions: Sessions) -> None:
    answer = initialize_answer(sessions, "vscode-code-server-lc11")
    assert answer["capabilities"] == {**CAPABILITIES, "positionEncoding": "utf-16"}
    assert answer["serverInfo"]["name"] == "m2lsp"


@pytest.mark.parametrize("profile", ["neovim-0.11.4", "emacs28-eglot1.9", "kate-22.12", "vim9-ale3.3"])
def test_an_editor_without_it_is_offered_ordinary_completion_too(sessions: Sessions, profile: str) -> None:
    told = initialize_answer(sessions, profile)["capabilities"]
    without = {name: value for name, value in told.items() if name != "completionProvider"}
    assert told["completionProvider"] == {}
    assert without.keys() == CAPABILITIES.keys() | {"positionEncoding"}


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["utf-8", "utf-16", "utf-32"], "utf-8"),
        (["utf-16"], "utf-16"),
        (["utf-32", "utf-16"], "utf-32"),
        (["ebcdic", "utf-8"], "utf-8"),
    ],
)
def test_the_client_chooses_what_positions_count(sessions: Sessions, offered: list[str], chosen: str) -> None:
    answer = initialize_answer(sessions, "neovim-0.11.4", encodings=offered)
    assert answer["capabilities"]["positionEncoding"] == chosen


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_every_editor_can_begin_and_end_a_session(sessions: Sessions, profile: str) -> None:
    client = sessions.start(profile)
    client.leave()
    assert client.server is not None
    assert client.server.wait() == 0


def test_exit_without_shutdown_is_a_failure(sessions: Sessions) -> None:
    client = sessions.start()
    client.wait_for("workspace/configuration")
    client.notify("exit")
    assert client.server is not None
    assert client.server.wait() == 1


def test_a_request_before_initialize_is_refused_and_the_session_goes_on(sessions: Sessions) -> None:
    client = sessions.connect()
    assert client.send("shutdown").error().code == -32002
    client.initialize(sessions.workspace)


def test_a_notification_before_initialize_is_dropped(sessions: Sessions) -> None:
    client = sessions.connect("neovim-0.11.4")
    document = client.open(sessions.workspace / "a.py", "def add(a, b):\n    pass\n", "python")
    client.initialize(sessions.workspace)
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, 0),
        "context": {"diagnostics": []},
    }
    assert client.request("textDocument/codeAction", params) == []


def test_an_unknown_command_is_refused(sessions: Sessions) -> None:
    client = sessions.start()
    assert client.send("workspace/executeCommand", {"command": "m2lsp.unknown"}).error().code == -32602


def test_a_second_initialize_is_refused(sessions: Sessions) -> None:
    client = sessions.start()
    again = client.send("initialize", {**client.profile.initialize, "processId": None, "rootUri": None})
    assert again.error().code == -32600


def test_a_request_after_shutdown_is_refused(sessions: Sessions) -> None:
    client = sessions.start()
    client.request("shutdown")
    assert client.send("workspace/executeCommand", {"command": "m2lsp.showLog"}).error().code == -32600
    client.notify("exit")
    assert client.server is not None
    assert client.server.wait() == 0


def test_an_unknown_request_is_not_found_and_an_unknown_notification_is_nothing(sessions: Sessions) -> None:
    client = sessions.start()
    client.notify("toy/unknown", {"x": 1})
    client.notify("$/unknown")
    assert client.send("toy/unknown", {"x": 1}).error().code == -32601


def test_parameters_that_cannot_be_read_are_named_without_their_contents(sessions: Sessions) -> None:
    client = sessions.start()
    error = client.send("textDocument/codeAction", {"textDocument": "secret text"}).error()
    assert error.code == -32602
    assert "textDocument/codeAction" in error.message
    assert "secret" not in f"{error.message} {error.data}"


def test_the_server_leaves_when_its_input_ends(sessions: Sessions) -> None:
    client = sessions.start()
    client.peer.close()
    assert client.server is not None
    assert client.server.wait() == 1


def test_the_server_leaves_when_the_editor_dies_though_the_pipes_stay_open(sessions: Sessions) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as editor:
        client = sessions.connect()
        client.initialize(sessions.workspace, process_id=editor.pid)
        editor.kill()
        editor.wait()
        assert client.server is not None
        client.server.wait()


def test_a_client_whose_process_is_on_another_machine_is_served(sessions: Sessions) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    client = sessions.connect()
    client.initialize(sessions.workspace, process_id=gone.pid)
    client.leave()
    assert client.server is not None
    assert client.server.wait() == 0


def told(client: Client) -> list[str]:
    return [p["message"] for p in client.heard("window/showMessage")]


def test_a_quiet_session_says_nothing_to_the_user(sessions: Sessions) -> None:
    client = sessions.start()
    client.leave()
    assert told(client) == []
