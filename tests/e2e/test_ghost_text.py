"""Ghost text from the editor's request to the endpoint and back."""

from typing import Any

import pytest
from lspclient import Client, Copy, Pending, Sessions
from scripted import ScriptedBackend, vllm_completion, wait

INVOKED, AUTOMATIC = 1, 2
SOURCE = "def add(a, b):\n    \n\n\nprint(add(1, 2))\n"
CURSOR = SOURCE.index("\n\n\n")


def ask(client: Client, document: Copy, offset: int, kind: int = AUTOMATIC, **context: Any) -> Pending:
    params = {**client.at(document, offset), "context": {"triggerKind": kind, **context}}
    return client.send("textDocument/inlineCompletion", params)


def shown(client: Client, document: Copy, offset: int, **more: Any) -> str:
    """The text of the document with the one suggestion accepted."""
    (item,) = ask(client, document, offset, **more).result()
    return document.with_edits([{"range": item["range"], "newText": item["insertText"]}])


def test_a_suggestion_continues_the_line(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    assert shown(client, document, CURSOR) == SOURCE.replace("    \n", "    return a + b\n", 1)


def test_the_model_sees_the_code_on_both_sides(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return a + b\n"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    ask(client, document, CURSOR).result()
    prompt = backend.wait_for_request(1).text
    assert prompt.endswith("def add(a, b):\n    ")
    assert "print(add(1, 2))" in prompt


def test_a_newer_request_ends_the_older_one_with_an_empty_answer(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion("old", before=wait("never")), vllm_completion("return a + b\n"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    older = ask(client, document, len(SOURCE))
    backend.wait_for_request(1)
    newer = ask(client, document, CURSOR)
    assert older.result() == []
    assert newer.result()[0]["insertText"] == "return a + b"
    backend.wait_for_abort(1)


def test_a_line_is_put_above_the_code_that_the_cursor_is_before(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion("    c = a + b\n    return c\n", after=wait("never")))
    client = sessions.start()
    source = "def add(a, b):\r\n    return c\r\n"
    document = client.open(sessions.workspace / "a.py", source, "python")
    wanted = "def add(a, b):\r\n    c = a + b\r\n    return c\r\n"
    assert shown(client, document, source.index("    return")) == wanted
    backend.wait_for_abort(1)


@pytest.mark.parametrize("pause", ["before", "after"], ids=["before the first byte", "in mid-stream"])
def test_a_cancelled_request_is_answered_so_and_the_model_stops(
    sessions: Sessions, backend: ScriptedBackend, pause: str
) -> None:
    backend.queue(vllm_completion("return a", **{pause: wait("never")}))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    pending = ask(client, document, CURSOR)
    backend.wait_for_request(1)
    pending.cancel()
    assert pending.error().code == -32800
    backend.wait_for_abort(1)


def test_the_connection_is_closed_as_soon_as_the_text_is_complete(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.queue(vllm_completion("return a + b\n\n\nprint(1)\n", after=wait("never")))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    assert shown(client, document, CURSOR) == SOURCE.replace("    \n", "    return a + b\n", 1)
    backend.wait_for_abort(1)


@pytest.mark.parametrize(
    "reply",
    [
        "<think>\nhidden thought\n</think>\n\nreturn a + b\n",
        "hidden thought\n</think>\n\nreturn a + b\n",
        "<think>\nhidden thought",
    ],
    ids=["a whole block", "the closing tag only", "a block that never ends"],
)
def test_thinking_is_never_suggested(sessions: Sessions, backend: ScriptedBackend, reply: str) -> None:
    backend.default(vllm_completion(reply))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    for item in ask(client, document, CURSOR, INVOKED).result():
        assert "hidden" not in item["insertText"]
        assert "think>" not in item["insertText"]


@pytest.mark.parametrize("profile", ["emacs28-eglot1.9", "kate-22.12", "vim9-ale3.3"])
def test_an_editor_without_ghost_text_gets_one_ordinary_item(
    sessions: Sessions, backend: ScriptedBackend, profile: str
) -> None:
    backend.default(vllm_completion("urn a + b\n"))
    client = sessions.start(profile)
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    client.change(document, CURSOR, CURSOR, "ret")
    answer = client.request("textDocument/completion", client.at(document, CURSOR + 3))
    (item,) = answer["items"]
    assert document.with_edits([item["textEdit"]]) == SOURCE.replace("    \n", "    return a + b\n", 1)


def test_an_ordinary_item_of_several_lines_is_named_by_its_first(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("c = a + b\n    return c\n"))
    client = sessions.start("kate-22.12")
    text = SOURCE.replace("\n", "\r\n")
    document = client.open(sessions.workspace / "a.py", text, "python")
    (item,) = client.request("textDocument/completion", client.at(document, text.index("    ") + 4))["items"]
    assert (item["label"], item["filterText"]) == ("c = a + b", "c = a + b")
    assert item["textEdit"]["newText"] == "c = a + b\r\n    return c"


def test_a_document_that_was_never_opened_gets_nothing(sessions: Sessions, backend: ScriptedBackend) -> None:
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    client.close(document)
    assert ask(client, document, CURSOR).result() == []
    assert backend.requests == ()


def test_in_a_burst_of_typing_every_request_is_answered_and_only_the_last_with_text(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion(" + b\n", before=wait("the last")))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    pending = []
    for count, key in enumerate("return a", start=1):
        at = CURSOR + count
        client.change(document, at - 1, at - 1, key)
        pending.append(ask(client, document, at))
        backend.wait_for_request(count)
    backend.release("the last")
    assert [bool(p.result()) for p in pending] == [False] * 7 + [True]
    for count in range(1, 8):
        backend.wait_for_abort(count)


def test_a_suggestion_does_not_repeat_what_is_behind_the_cursor(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("xs))\n"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", "print(len())\n", "python")
    assert shown(client, document, len("print(len(")) == "print(len(xs))\n"


def test_a_shutdown_ends_what_still_runs(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.queue(vllm_completion("return a", before=wait("never")))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    pending = ask(client, document, CURSOR)
    backend.wait_for_request(1)
    client.request("shutdown")
    assert pending.error().code == -32800
    backend.wait_for_abort(1)
    client.notify("exit")
    assert client.server is not None
    assert client.server.wait() == 0


def test_ghost_text_goes_on_from_the_item_chosen_in_an_open_list(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("(a, b)\n"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    client.change(document, CURSOR, CURSOR, "ma")
    chosen = {"range": document.range(CURSOR, CURSOR + 2), "text": "max"}
    (item,) = ask(client, document, CURSOR + 2, INVOKED, selectedCompletionInfo=chosen).result()
    assert (item["insertText"], item["range"]) == ("max(a, b)", chosen["range"])
    assert backend.requests[0].json["prompt"].endswith("max")


def nothing(client: Client, document: Copy) -> dict[str, Any]:
    at = client.at(document, 0)
    return {**at, "range": {"start": at["position"], "end": at["position"]}, "context": {"diagnostics": []}}


def test_a_document_typed_on_in_gets_what_is_left(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return a + b\n", before=wait("the key")))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    asked = ask(client, document, CURSOR)
    backend.wait_for_request()
    client.change(document, CURSOR, CURSOR, "retu")
    client.request("textDocument/codeAction", nothing(client, document))  # the change has been read
    backend.release("the key")
    (item,) = asked.result()
    edit = {"range": item["range"], "newText": item["insertText"]}
    assert document.with_edits([edit]) == SOURCE.replace("    \n", "    return a + b\n", 1)


def test_a_document_changed_elsewhere_gets_nothing(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return a + b\n", before=wait("the key")))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    asked = ask(client, document, CURSOR)
    backend.wait_for_request()
    client.change(document, 0, 0, "import math\n")
    client.request("textDocument/codeAction", nothing(client, document))  # the change has been read
    backend.release("the key")
    assert asked.result() == []


def test_a_list_does_not_wait_for_a_slow_model_and_has_its_words_the_next_time(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("return a + b\n", before=wait("its time")))
    client = sessions.start("kate-22.12", settings={"M2LSP_COMPLETION_ORDINARY_WAIT_MS": "0"})
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    at = client.at(document, CURSOR)
    assert client.request("textDocument/completion", at) == {"isIncomplete": True, "items": []}
    backend.wait_for_request()
    backend.release("its time")
    backend.wait_for_end()
    (item,) = client.request("textDocument/completion", at)["items"]
    assert item["label"] == "return a + b"
    assert len(backend.requests) == 1


def test_a_client_that_can_asks_for_the_preview_of_an_item(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("c = a + b\n    return c\n"))
    client = sessions.start("emacs28-lsp-mode8.0")
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    (item,) = client.request("textDocument/completion", client.at(document, CURSOR))["items"]
    assert "documentation" not in item
    resolved = client.request("completionItem/resolve", item)
    preview = {"kind": "markdown", "value": "```python\nc = a + b\n    return c\n```"}
    assert resolved == {**item, "documentation": preview}
    assert client.request("completionItem/resolve", {"label": "foreign", "data": {"id": 1}}) == {
        "label": "foreign",
        "data": {"id": 1},
    }


def test_an_editor_that_resolves_nothing_gets_the_preview_at_once(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("c = a + b\n    return c\n"))
    client = sessions.start("kate-22.12")
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    (item,) = client.request("textDocument/completion", client.at(document, CURSOR))["items"]
    assert item["documentation"] == "c = a + b\n    return c"
