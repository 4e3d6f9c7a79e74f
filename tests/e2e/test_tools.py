"""The tool loop in a real server process: from the menu to the changed document, and to the thread."""

import json

from lspclient import Client, Copy, Sessions
from scripted import CHAT, COMPLETIONS, ScriptedBackend, openai_error, vllm_chat

from m2lsp.core.chat import Role
from m2lsp.threads import ThreadStore

SOURCE = "def total(xs):\n    # m2: use what helpers has\n    return 0\n"
AFTER = "def total(xs):\n    return add(xs)\n"
BROKEN = "I use it:\n\n```python\ndef total(xs):\n    return add(xs\n```\n"
EDIT = "```python\ndef total(xs):\n    return add(xs)\n```\n"
THOUGHTS = "What is there?\n  Odd  spacing\tand 😀 stay as they are.\n"
CHECK = ("e", "check_edit", "{}")


def rewrite(client: Client, document: Copy) -> None:
    """Choose the rewrite that the comment asks for, and apply what comes."""
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, len(document.text)),
        "context": {"diagnostics": [], "only": ["refactor.rewrite.m2lsp"]},
    }
    (action, *_) = client.request("textDocument/codeAction", params)
    client.apply(client.request("codeAction/resolve", action)["edit"])


def test_the_model_looks_around_has_its_edit_checked_mends_it_and_the_document_changes(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    (sessions.workspace / "helpers.py").write_text("def add(on_disk):\n    return 0\n")
    (sessions.workspace / ".env").write_text("PASSWORD=hunter2-hunter2\n")
    looking = [
        ("a", "read_file", '{"path": "helpers.py"}'),
        ("b", "read_file", '{"path": ".env"}'),
        ("c", "find_text", '{"text": "PASSWORD"}'),
        ("d", "outline_file", '{"path": "helpers.py"}'),
    ]
    backend.queue(
        vllm_chat("I look.", reasoning=THOUGHTS, tools=looking, chunk=3),
        vllm_chat(BROKEN, reasoning=THOUGHTS * 2, tools=[CHECK], chunk=5),
        vllm_chat(EDIT, reasoning="Now.", tools=[CHECK]),
    )
    client = sessions.start()
    client.open(sessions.workspace / "helpers.py", "def add(unsaved):\n    return sum(unsaved)\n", "python")
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    rewrite(client, document)
    assert document.text == AFTER
    assert client.heard("window/showMessage") == []

    first, second, third = (request.json["messages"] for request in backend.requests)
    assert (second[: len(first)], third[: len(second)]) == (first, second)
    assert [m["role"] for m in third] == ["system", "user", "assistant", *["tool"] * 4, "assistant", "tool"]
    assert [m["reasoning"] for m in third if m["role"] == "assistant"] == [THOUGHTS, THOUGHTS * 2]
    assert [m["tool_call_id"] for m in third if m["role"] == "tool"] == ["a", "b", "c", "d", "e"]
    read, env, found, outline, checked = (m["content"] for m in third if m["role"] == "tool")
    assert "sum(unsaved)" in read and "def add(unsaved)" in outline
    assert "environment settings" in env
    assert found == "Nothing holds 'PASSWORD'."
    assert "syntax error" in checked
    assert not [request for request in backend.requests if b"hunter2" in request.body]

    client.leave()
    store = ThreadStore(sessions.home / "data" / "m2lsp" / "threads.sqlite3")
    (turn,) = store.turns(document.uri)
    store.close()
    assert turn.outcome == "edit"
    assert [m.role for m in turn.messages[-2:]] == [Role.ASSISTANT, Role.TOOL]
    assert [m.tool_calls[0].name for m in turn.messages if m.tool_calls] == [
        "read_file",
        "check_edit",
        "check_edit",
    ]


def test_a_turn_with_calls_is_replayed_byte_for_byte_in_the_next(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(EDIT, reasoning=THOUGHTS, tools=[CHECK]))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    rewrite(client, document)
    client.replace_all(document, SOURCE)
    rewrite(client, document)
    first, second = (request.json["messages"] for request in backend.requests)
    assert second[:2] == first
    assert [m["role"] for m in second] == ["system", "user", "assistant", "tool", "user"]
    assert (second[2]["reasoning"], second[2]["content"]) == (THOUGHTS, EDIT)
    assert second[2]["tool_calls"][0]["function"] == {"name": "check_edit", "arguments": "{}"}


def test_the_user_is_told_where_a_server_may_eat_what_the_file_spells(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(openai_error(404, "not found"), path=COMPLETIONS)
    code = "def total(xs):\n    # m2: return the tag\n    return '</think>'\n"
    edit = "```python\ndef total(xs):\n    return ['<\u200b/think>']\n```\n"
    backend.default(vllm_chat(edit, reasoning="Easy."), path=CHAT)
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", code, "python")
    rewrite(client, document)
    assert document.text == "def total(xs):\n    return ['</think>']\n"
    warning = client.wait_for("window/showMessage")["message"]
    assert warning.startswith("This text spells </think>, which vllm")
    asked = [r.json for r in backend.requests if r.path == CHAT and "tools" not in r.json]
    assert "return '</think>'" not in json.dumps(asked)
