"""What a client that asks for a trace is told of each request, and what it is not told."""

import json
from typing import Any

import pytest
from lspclient import Client, Sessions
from lspclient.documents import Copy
from scripted import ScriptedBackend, vllm_chat, vllm_completion, wait

GHOST = "textDocument/inlineCompletion"
SECRET = "the_name_in_the_document"


def traced(sessions: Sessions, value: str | None) -> tuple[Client, Copy]:
    client = sessions.connect()
    client.initialize(sessions.workspace, **({"trace": value} if value else {}))
    return client, client.open(sessions.workspace / "a.py", f"x = 1\n{SECRET} = \n", "python")


def ask(client: Client, document: Copy, kind: int = 1) -> Any:
    at = client.at(document, len(document.text) - 1)
    return client.request(GHOST, {**at, "context": {"triggerKind": kind}})


def lines(client: Client) -> list[str]:
    return [told["message"] for told in client.heard("$/logTrace")]


def test_each_ghost_text_is_a_line_without_details_for_messages(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("total(1)\n"))
    client, document = traced(sessions, "messages")
    ask(client, document)
    (told,) = client.heard("$/logTrace")
    assert told.keys() == {"message"}
    first, _, rest = told["message"].partition(" in ")
    assert first == "ghost text: 8 characters"
    assert rest.endswith(" ms")


def test_verbose_has_the_stages_the_place_and_the_tokens(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("total(1)"))
    client, document = traced(sessions, "verbose")
    ask(client, document)
    (told,) = client.heard("$/logTrace")
    details = dict(row.split(": ", 1) for row in told["verbose"].split("\n"))
    assert details["place"] == "line 2"
    assert details["language"] == "python"
    assert details["asked"] == "by the user"
    assert details["source"] == "model"
    stages = [stage.rsplit(" ", 2)[0] for stage in details["stages"].split(", ")]
    assert [s for s in ("context", "prompt", "queue", "first token", "filters") if s not in stages] == []
    assert details["tokens"].endswith(" out")


def test_what_is_dropped_has_its_reason_and_what_the_filters_cut(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("<think>so"))
    client, document = traced(sessions, "verbose")
    assert ask(client, document) == []
    (told,) = client.heard("$/logTrace")
    assert told["message"] == "no ghost text: only thinking"
    assert "cut: strip_thinking 9" in told["verbose"].split("\n")


def test_no_text_of_the_document_or_of_the_answer_is_told(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("answered_with(1)\n"))
    client, document = traced(sessions, "verbose")
    ask(client, document)
    told = str(client.heard("$/logTrace")) + sessions.log
    assert SECRET not in told
    assert "answered_with" not in told


def test_without_a_wish_nothing_is_told_and_the_log_has_the_line(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("total(1)\n"))
    client, document = traced(sessions, None)
    ask(client, document)
    assert lines(client) == []
    assert "ghost text: 8 characters in " in sessions.log


def test_set_trace_turns_it_on_and_off(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("total(1)\n"))
    client, document = traced(sessions, "off")
    told = []
    for value in ("verbose", "messages", "off"):
        client.notify("$/setTrace", {"value": value})
        ask(client, document)
        told.append(["verbose" in line for line in client.heard("$/logTrace")])
    assert told == [[True], [True, False], [True, False]]


@pytest.mark.parametrize("value", ["compact", "loud"])
def test_a_value_that_lsp_does_not_know_counts_as_messages(
    sessions: Sessions, backend: ScriptedBackend, value: str
) -> None:
    backend.default(vllm_completion("total(1)\n"))
    client, document = traced(sessions, value)
    client.notify("$/setTrace", {"value": "off"})
    client.notify("$/setTrace", {"value": value})
    ask(client, document)
    assert [told.keys() for told in client.heard("$/logTrace")] == [{"message"}]


def test_a_request_that_fails_is_told_by_the_kind_of_its_error(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    (sessions.workspace / ".gitignore").write_text("a.py\n")
    client, document = traced(sessions, "messages")
    assert ask(client, document) == []
    assert lines(client) == ["no ghost text: declined"]
    assert backend.requests == ()


def test_cancelled_and_superseded_requests_are_told(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("total(1)\n", before=wait("never")))
    client, document = traced(sessions, "messages")
    params = {**client.at(document, 0), "context": {"triggerKind": 1}}
    first = client.send(GHOST, params)
    second = client.send(GHOST, params)
    assert first.result() == []
    second.cancel()
    client.wait_for("$/logTrace", lambda told: "cancelled" in told["message"])
    assert lines(client) == ["no ghost text: superseded", "no ghost text: cancelled"]


def test_an_action_is_a_line_too(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("It adds.", reasoning="hm"))
    client, document = traced(sessions, "verbose")
    whole = {"start": document.position(0), "end": document.position(5)}
    params = {"textDocument": {"uri": document.uri}, "range": whole, "context": {"diagnostics": []}}
    listed = client.request("textDocument/codeAction", params)
    (explain,) = [action for action in listed if action["kind"] == "m2lsp.explain"]
    client.request("workspace/executeCommand", explain["command"])
    told = client.wait_for("$/logTrace")
    assert told["message"].startswith("explain: an answer in ")
    assert "place: line 1" in told["verbose"].split("\n")


def test_what_became_of_requests_is_kept_over_restarts(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion("total(1)"), vllm_completion("<think>so"))
    for _ in range(2):
        client, document = traced(sessions, None)
        ask(client, document)
        client.leave()
    (file,) = sessions.home.glob("**/counts/*.jsonl")
    assert [json.loads(line) for line in file.read_text().splitlines()] == [
        {"asked": 1, "shown": 1},
        {"asked": 1, "changed: strip_thinking": 1, "dropped: only thinking": 1},
    ]


def test_the_wait_for_another_key_is_a_stage_of_what_the_editor_asks_by_itself(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("total(1)\n"))
    client = sessions.connect(settings={"M2LSP_COMPLETION_DEBOUNCE_MS": "40"})
    client.initialize(sessions.workspace, trace="verbose")
    document = client.open(sessions.workspace / "a.py", f"x = 1\n{SECRET} = \n", "python")
    ask(client, document, kind=2)
    (held,) = client.heard("$/logTrace")
    assert "debounce" in held["verbose"]
    ask(client, document, kind=2)  # which is known by now
    client.change(document, 0, 0, "y = 2\n")
    ask(client, document, kind=1)
    assert ["debounce" in told["verbose"] for told in client.heard("$/logTrace")] == [True, False, False]
