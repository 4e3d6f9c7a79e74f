"""Code actions from the menu to the changed document, in editors of every kind."""

from pathlib import Path
from typing import Any

import pytest
from lspclient import Client, Copy, Sessions, answers
from scripted import ScriptedBackend, vllm_chat, wait

from m2lsp.core.chat import Role
from m2lsp.threads import ThreadStore

SOURCE = """\
x = 1


def total(xs):
    # m2: use sum
    t = 0
    for x in xs:
        t += x
    return t
"""
REGION = SOURCE[SOURCE.index("    # m2") :]
AFTER = SOURCE.replace(REGION, "    return sum(xs)\n")
REPLY = "```python\n    return sum(xs)\n```"
TITLE = "Rewrite: use sum (m2lsp)"
THOUGHTS = "The user wants sum.\n  Odd  spacing\tand 😀 stay as they are.\n"

RESOLVING = ["vscode-code-server-lc11", "neovim-0.11.4", "emacs28-lsp-mode8.0"]
COMMANDING = ["emacs28-eglot1.9", "kate-22.12"]


def menu(client: Client, document: Copy, only: list[str] | None = None) -> list[dict]:
    context: dict[str, Any] = {"diagnostics": []} | ({"only": only} if only else {})
    start = document.text.index("    # m2")
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(start, len(document.text)),
        "context": context,
    }
    return client.request("textDocument/codeAction", params)


def choose(client: Client, document: Copy, title: str = TITLE) -> dict:
    (action,) = [a for a in menu(client, document) if a["title"] == title]
    return action


def run(client: Client, action: dict) -> None:
    """Do as the editor does with a chosen action: resolve it if need be, apply it, run its command."""
    if "edit" not in action and "command" not in action:
        action = client.request("codeAction/resolve", action)
    if "edit" in action:
        client.apply(action["edit"])
    if "command" in action:
        command = action if isinstance(action["command"], str) else action["command"]
        wanted = {"command": command["command"], "arguments": command.get("arguments", [])}
        client.request("workspace/executeCommand", wanted)


def open_source(sessions: Sessions, client: Client, text: str = SOURCE) -> Copy:
    return client.open(sessions.workspace / "a.py", text, "python")


@pytest.mark.parametrize("profile", RESOLVING)
def test_where_the_editor_resolves_the_edit_comes_with_the_resolved_action(
    sessions: Sessions, backend: ScriptedBackend, profile: str
) -> None:
    backend.default(vllm_chat(REPLY, reasoning=THOUGHTS))
    client = sessions.start(profile)
    document = open_source(sessions, client)
    action = choose(client, document)
    assert "edit" not in action
    assert backend.requests == ()
    run(client, action)
    assert document.text == AFTER


@pytest.mark.parametrize("profile", COMMANDING)
def test_elsewhere_a_command_ends_in_an_applied_edit(
    sessions: Sessions, backend: ScriptedBackend, profile: str
) -> None:
    backend.default(vllm_chat(REPLY, reasoning=THOUGHTS))
    client = sessions.start(profile)
    document = open_source(sessions, client)
    run(client, choose(client, document))
    assert document.text == AFTER
    assert client.heard("window/showMessage") == []


def test_an_editor_that_never_answers_still_gets_its_edit_and_the_command_ends(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(REPLY))
    client = sessions.start("vim9-ale3.3")
    document = open_source(sessions, client)
    run(client, choose(client, document))
    assert document.text == AFTER
    assert client.heard("window/showMessage") == []


def test_an_edit_is_versioned_where_the_editor_can_check_that(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(REPLY))
    client = sessions.start()
    document = open_source(sessions, client)
    edit = client.request("codeAction/resolve", choose(client, document))["edit"]
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": document.uri, "version": document.version}


def test_an_edit_touches_only_the_lines_that_change(sessions: Sessions, backend: ScriptedBackend) -> None:
    text = SOURCE.replace("\n", "\r\n").replace("x = 1", "x = '😀'")
    backend.default(vllm_chat("```python\n    t = 0\n    for x in xs:\n        t -= x\n    return t\n```"))
    client = sessions.start()
    document = open_source(sessions, client, text)
    edit = client.request("codeAction/resolve", choose(client, document))["edit"]
    client.apply(edit)
    assert document.text == text.replace("    # m2: use sum\r\n", "").replace("+=", "-=")
    for part in edit["documentChanges"][0]["edits"]:
        assert len(part["newText"]) < len("        t -= x\r\n")


def test_only_asked_for_kinds_are_listed(sessions: Sessions) -> None:
    client = sessions.start()
    document = open_source(sessions, client)
    kinds = {a["kind"] for a in menu(client, document, only=["refactor"])}
    assert kinds == {
        "refactor.extract.m2lsp",
        "refactor.rewrite.m2lsp",
        "refactor.rewrite.m2lsp.docs",
        "refactor.rewrite.m2lsp.tests",
    }
    assert menu(client, document, only=["source.organizeImports"]) == []


def test_an_action_of_somebody_else_comes_back_as_it_was(sessions: Sessions) -> None:
    client = sessions.start()
    foreign = {"title": "Sort", "command": {"title": "Sort", "command": "x.sort"}}
    assert client.request("codeAction/resolve", foreign) == foreign


def test_a_document_that_changed_meanwhile_is_left_alone(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(REPLY, before=wait("typed")))
    client = sessions.start()
    document = open_source(sessions, client)
    pending = client.send("codeAction/resolve", choose(client, document))
    backend.wait_for_request(1)
    client.change(document, 0, 1, "y")
    backend.release("typed")
    assert "edit" not in pending.result()
    assert "changed meanwhile" in client.wait_for("window/showMessage")["message"]


def test_an_editor_that_claims_to_have_applied_is_not_believed(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(REPLY))
    skip = {"workspace/applyEdit": lambda client, params: {"applied": True}}
    client = sessions.start("kate-22.12", answers=skip)
    document = open_source(sessions, client)
    run(client, choose(client, document))
    assert document.text == SOURCE
    assert "does not show it" in client.wait_for("window/showMessage")["message"]


def test_cancelling_the_choice_stops_the_model_and_changes_nothing(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat(REPLY, before=wait("never")))
    client = sessions.start()
    document = open_source(sessions, client)
    pending = client.send("codeAction/resolve", choose(client, document))
    backend.wait_for_request(1)
    pending.cancel()
    assert pending.error().code == -32800
    backend.wait_for_abort(1)
    assert document.text == SOURCE


def test_the_progress_that_is_shown_can_be_cancelled(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat(REPLY, before=wait("never")))
    client = sessions.start()
    document = open_source(sessions, client)
    pending = client.send("codeAction/resolve", choose(client, document))
    backend.wait_for_request(1)
    begun = client.wait_for("$/progress", lambda p: p["value"]["kind"] == "begin")
    assert begun["value"]["cancellable"]
    client.notify("window/workDoneProgress/cancel", {"token": begun["token"]})
    backend.wait_for_abort(1)
    assert pending.error().code == -32800


SHAPES = {
    "in a field": ("vllm", {"reasoning": THOUGHTS}),
    "in a field of an older name": ("vllm", {"reasoning": THOUGHTS, "field": "reasoning_content"}),
    "as a block in the text": ("generic", {"content": f"<think>{THOUGHTS}</think>{REPLY}"}),
    "with its closing tag only": ("vllm-no-parser", {"content": f"{THOUGHTS}</think>{REPLY}"}),
}


@pytest.mark.parametrize(("provider", "reply"), SHAPES.values(), ids=SHAPES.keys())
def test_thinking_stays_out_of_the_buffer_and_whole_in_the_thread(
    sessions: Sessions, backend: ScriptedBackend, provider: str, reply: dict[str, str]
) -> None:
    backend.queue(vllm_chat(**{"content": REPLY, **reply}))
    client = sessions.start(settings={"M2LSP_PROVIDER": provider, "M2LSP_MODEL": "MiniMax-M2.1"})
    document = open_source(sessions, client)
    run(client, choose(client, document))
    assert document.text == AFTER
    client.leave()
    store = ThreadStore(sessions.home / "data" / "m2lsp" / "threads.sqlite3")
    (turn,) = store.turns(document.uri)
    store.close()
    said = [m for m in turn.messages if m.role is Role.ASSISTANT]
    assert [(m.reasoning, m.content) for m in said] == [(THOUGHTS, REPLY)]


def test_earlier_thinking_is_sent_back_as_it_came(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat(REPLY, reasoning=THOUGHTS))
    client = sessions.start()
    document = open_source(sessions, client)
    run(client, choose(client, document))
    client.replace_all(document, SOURCE)
    run(client, choose(client, document))
    replayed = [m for m in backend.wait_for_request(2).json["messages"] if m["role"] == "assistant"]
    assert [(m["reasoning"], m["content"]) for m in replayed] == [(THOUGHTS, REPLY)]


def test_an_answer_in_words_opens_as_a_document_with_its_thinking_folded(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat("It adds up the items.", reasoning=THOUGHTS))
    client = sessions.start()
    document = open_source(sessions, client)
    (explain,) = [a for a in menu(client, document) if a["kind"] == "m2lsp.explain"]
    run(client, explain)
    (shown,) = client.heard("window/showDocument")
    assert "It adds up the items." in client.read(shown["uri"])


@pytest.mark.parametrize("manner", [answers.null, answers.method_not_found])
def test_where_the_answer_in_words_does_not_open_its_file_is_named(
    sessions: Sessions, backend: ScriptedBackend, manner: answers.Answer
) -> None:
    backend.default(vllm_chat("It adds up the items."))
    client = sessions.start(answers={"window/showDocument": manner})
    document = open_source(sessions, client)
    (explain,) = [a for a in menu(client, document) if a["kind"] == "m2lsp.explain"]
    run(client, explain)
    (message,) = client.heard("window/showMessage")
    path = Path(message["message"].removeprefix("See "))
    assert "It adds up the items." in path.read_text()


def test_an_instruction_is_asked_for_where_the_client_can(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_chat("```python\ny = 1\n```"))
    told = {"m2lsp/input": answers.constant("call it y")}
    client = sessions.start(options={"m2lsp": {"extensions": ["input"]}}, answers=told)
    document = client.open(sessions.workspace / "b.py", "x = 1\n", "python")
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, 5),
        "context": {"diagnostics": [], "only": ["refactor.rewrite.m2lsp"]},
    }
    rewrite, *_ = client.request("textDocument/codeAction", params)
    run(client, rewrite)
    assert document.text == "y = 1\n"
    assert "call it y" in backend.requests[0].text
