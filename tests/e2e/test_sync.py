"""The server's text is the client's, whatever is typed: told by what the model gets to see.

Each change is sent alone, in the client's encoding; the client's copy is kept with arithmetic of its own.
"""

import random

import pytest
from lspclient import Client, Copy, Sessions
from scripted import ScriptedBackend, vllm_completion

ALPHABET = ["x", "é", "語", "😀", "👩‍💻", " ", "\n", "\r\n", "\u2028", "\f", "\x85", "(", "\t"]
START = "a = '😀'\nb = 'é\u2028語'\r\nc = 1\n"


def seen_by_the_model(client: Client, document: Copy, backend: ScriptedBackend) -> str:
    """The prompt for ghost text at the end of the document."""
    before = len(backend.requests)
    params = {**client.at(document, len(document.text)), "context": {"triggerKind": 1}}
    client.request("textDocument/inlineCompletion", params)
    return backend.wait_for_request(before + 1).text


def whole_line_end(text: str, offset: int) -> int:
    """No editor puts a cursor between the two characters of one line end."""
    return offset + (text[offset - 1 : offset + 1] == "\r\n")


def type_at_random(client: Client, document: Copy, seed: int, times: int) -> None:
    dice = random.Random(seed)
    for _ in range(times):
        text = document.text
        start = whole_line_end(text, dice.randint(0, len(text)))
        end = whole_line_end(text, min(len(text), start + dice.choice([0, 0, 0, 1, 2, 5])))
        client.change(document, start, end, "".join(dice.choices(ALPHABET, k=dice.randint(0, 3))))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_incremental_changes_leave_both_sides_with_the_same_text(
    sessions: Sessions, backend: ScriptedBackend, encoding: str
) -> None:
    backend.default(vllm_completion("x"))
    client = sessions.start("neovim-0.11.4", encodings=[encoding])
    for seed in range(20):
        document = client.open(sessions.workspace / f"a{seed}.py", START, "python")
        type_at_random(client, document, seed, 40)
        client.change(document, len(document.text), len(document.text), "\nlast = ")
        assert seen_by_the_model(client, document, backend).endswith(document.text)
        client.close(document)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_where_lsp_says_and_nowhere_else(
    sessions: Sessions, backend: ScriptedBackend, end: str
) -> None:
    backend.default(vllm_completion("x"))
    client = sessions.start()
    text = f"s = 'a\u2028b\fc\x85d'{end}# 😀{end}last = "
    document = client.open(sessions.workspace / "a.py", text, "python")
    assert document.position(len(text)) == {"line": 2, "character": 7}
    at = text.index("😀") + 1
    client.change(document, at, at, "!")
    assert seen_by_the_model(client, document, backend).endswith(document.text)


def test_one_notification_may_carry_changes_that_build_on_each_other(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion("x"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", "one\n", "python")
    changes = [
        document.replace(0, 3, "😀 two\n"),
        document.replace(2, 5, "three"),
        document.replace(0, 0, "# "),
    ]
    identifier = {"uri": document.uri, "version": document.version}
    client.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": changes})
    client.change(document, len(document.text), len(document.text), "last = ")
    assert seen_by_the_model(client, document, backend).endswith("# 😀 three\n\nlast = ")


def test_a_change_of_everything_needs_no_range(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("x"))
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", "one\n", "python")
    client.replace_all(document, "two = ")
    assert seen_by_the_model(client, document, backend).endswith("two = ")


@pytest.mark.parametrize("uri", ["untitled:Untitled-1", "file://[no/address.py", "x", ""])
def test_a_document_may_have_any_name(sessions: Sessions, backend: ScriptedBackend, uri: str) -> None:
    backend.default(vllm_completion("return 1\n"))
    client = sessions.start()
    item = {"uri": uri, "languageId": "python", "version": 1, "text": "def f():\n    "}
    client.notify("textDocument/didOpen", {"textDocument": item})
    place = {"textDocument": {"uri": uri}, "position": {"line": 1, "character": 4}}
    (shown,) = client.request("textDocument/inlineCompletion", {**place, "context": {"triggerKind": 1}})
    assert shown["insertText"] == "return 1"
