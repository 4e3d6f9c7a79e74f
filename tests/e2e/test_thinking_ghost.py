"""Ghost text from a model that can't be kept from thinking: only when asked for, and never the thinking."""

from pathlib import Path
from typing import Any

import pytest
from lspclient import Client, Copy, Pending, Sessions
from scripted import CHAT, ScriptedBackend, chat_stream, event, minimax_chat, stream, wait

INVOKED, AUTOMATIC = 1, 2
HOLE = "def add(a, b):\n    \n"
THOUGHTS = "Maybe\n```python\nreturn WRONG\n```\nor not. " * 3
REPLY = "```python\n    return a + b\n```"
HOSTED = {"M2LSP_PROVIDER": "minimax", "M2LSP_MODEL": "MiniMax-M2.1"}


def open_hole(sessions: Sessions, client: Client) -> Copy:
    return client.open(Path(sessions.workspace) / "a.py", HOLE, "python")


def ask(client: Client, document: Copy, kind: int = INVOKED) -> Pending:
    params: dict[str, Any] = {**client.at(document, len(HOLE) - 1), "context": {"triggerKind": kind}}
    return client.send("textDocument/inlineCompletion", params)


def test_it_comes_on_request_and_without_the_thinking(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(minimax_chat(REPLY, reasoning=THOUGHTS))
    client = sessions.start(settings=HOSTED)
    document = open_hole(sessions, client)
    assert ask(client, document, AUTOMATIC).result() == []
    assert [item["insertText"] for item in ask(client, document).result()] == ["return a + b"]


def test_it_leaves_the_model_room_to_think(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(minimax_chat(REPLY, reasoning=THOUGHTS))
    client = sessions.start(settings={**HOSTED, "M2LSP_COMPLETION_MAX_TOKENS": "100"})
    ask(client, open_hole(sessions, client)).result()
    asked = [r.json for r in backend.requests if "What belongs at the cursor" in r.text]
    assert [body["max_completion_tokens"] for body in asked] == [100 + 2048]


def test_a_cancel_while_the_model_thinks_ends_the_request(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    thinking = event({"choices": [{"index": 0, "delta": {"reasoning_content": THOUGHTS}}]})
    backend.default(stream(CHAT, [thinking, wait("never")]))
    client = sessions.start(settings=HOSTED)
    pending = ask(client, open_hole(sessions, client))
    backend.wait_for_request(1)
    pending.cancel()
    assert pending.error().code == -32800
    backend.wait_for_abort(1)


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning_details"])
def test_thinking_that_uses_up_the_tokens_gives_nothing_and_says_so(
    sessions: Sessions, backend: ScriptedBackend, field: str
) -> None:
    value = THOUGHTS if field == "reasoning_content" else [{"type": "reasoning.text", "text": THOUGHTS}]
    backend.default(chat_stream([{field: value}], "length"))
    client = sessions.start(settings=HOSTED)
    assert ask(client, open_hole(sessions, client)).result() == []
    told = client.wait_for("window/showMessage")["message"]
    assert told.startswith("The model was still thinking when its tokens ran out")
