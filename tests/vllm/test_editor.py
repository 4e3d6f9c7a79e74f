"""The whole way: an editor, a real m2lsp process, a real vLLM."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lspclient import Client, Copy, Pending, Sessions
from vllmserver import CONTEXT, VLLM, Relay

from m2lsp.core.chat import Role
from m2lsp.profiles import M2
from m2lsp.threads import ThreadStore

pytestmark = [pytest.mark.vllm, pytest.mark.timeout(400)]

GHOST = "def add(a, b):\n    \n\n\nprint(add(1, 2))\n"
CURSOR = GHOST.index("\n\n\n")
ACTION = "def total(xs):\n    # m2: use sum\n    t = 0\n    for x in xs:\n        t += x\n    return t\n"
REPLY = "```python\n    return sum(xs)\n```"


@pytest.fixture
def sessions(tmp_path: Path, relay: Relay) -> Iterator[Sessions]:
    settings = {"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": relay.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
    running = Sessions(tmp_path, settings)
    yield running
    running.end()


def ask(client: Client, document: Copy, offset: int) -> Pending:
    params = {**client.at(document, offset), "context": {"triggerKind": 1}}
    return client.send("textDocument/inlineCompletion", params)


def accepted(client: Client, document: Copy, offset: int) -> str:
    """The text of the document with the one suggestion accepted."""
    (item,) = ask(client, document, offset).result()
    return document.with_edits([{"range": item["range"], "newText": item["insertText"]}])


def test_a_suggestion_arrives(sessions: Sessions, relay: Relay) -> None:
    relay.add({"structured_outputs": {"choice": ["return a + b\n"]}})
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", GHOST, "python")
    assert accepted(client, document, CURSOR) == GHOST.replace("    \n", "    return a + b\n", 1)
    (exchange,) = relay.exchanges
    assert exchange.path == "/v1/completions"


def test_a_file_full_of_the_models_markers_gets_its_suggestion_too(sessions: Sessions, relay: Relay) -> None:
    relay.add({"structured_outputs": {"choice": ["return a + b\n"]}})
    source = f"MARKERS = {M2.markers!r}\n\n\n{GHOST}"
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", source, "python")
    offset = source.index("\n\n\nprint")
    assert accepted(client, document, offset) == source.replace("    \n", "    return a + b\n", 1)
    assert isinstance(relay.exchanges[0].body["prompt"], list)


def test_noise_harms_nothing(sessions: Sessions, relay: Relay) -> None:
    """What the random model says by itself is shown as a sound suggestion, or not at all."""
    client = sessions.start(settings={"M2LSP_COMPLETION_ALTERNATIVES": "1"})
    document = client.open(sessions.workspace / "a.py", GHOST, "python")
    for item in ask(client, document, CURSOR).result():
        assert not [marker for marker in M2.markers if marker in item["insertText"]]
    assert len(relay.exchanges) == 1


# One endless line: nothing that m2lsp would be content with and stop by itself.
ENDLESS = {"structured_outputs": {"regex": "[a-z]{12000}"}, "max_tokens": CONTEXT - 1000, "ignore_eos": True}


def stopped(vllm: VLLM, pending: Pending) -> bool:
    """Cancel it once it runs; whether the engine then generates no more."""
    before = vllm.gauge("generation_tokens_total")
    vllm.wait_until(running=1)
    pending.cancel()
    assert pending.error().code == -32800
    vllm.wait_until_idle()
    generated = vllm.gauge("generation_tokens_total")
    assert generated - before < ENDLESS["max_tokens"]
    return vllm.gauge("generation_tokens_total") == generated


def test_cancelling_ghost_text_frees_the_engine(sessions: Sessions, vllm: VLLM, relay: Relay) -> None:
    relay.add(ENDLESS)
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", GHOST, "python")
    assert stopped(vllm, ask(client, document, CURSOR))


def test_cancelling_an_action_frees_the_engine(sessions: Sessions, vllm: VLLM, relay: Relay) -> None:
    relay.add(ENDLESS)
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", ACTION, "python")
    assert stopped(vllm, client.send("codeAction/resolve", rewrite(client, document)))
    assert document.text == ACTION


def rewrite(client: Client, document: Copy) -> dict[str, Any]:
    """The rewrite from the menu."""
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(document.text.index("    # m2"), len(document.text)),
        "context": {"diagnostics": []},
    }
    listed = client.request("textDocument/codeAction", params)
    (action,) = [a for a in listed if a["kind"] == "refactor.rewrite.m2lsp"]
    return action


def test_an_action_thinks_edits_and_keeps_its_thinking_byte_for_byte(
    sessions: Sessions, vllm: VLLM, relay: Relay
) -> None:
    # The model thinks noise until its budget ends, and then has to answer.
    quiet = {
        str(vllm.ids(marker)[0]): -100 for marker in ("[e~[", "<minimax:tool_call>", "<think>", "</think>")
    }
    answer = {"structured_outputs": {"choice": [REPLY]}, "thinking_token_budget": 60}
    relay.add(answer | {"logit_bias": quiet})
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", ACTION, "python")
    action = client.request("codeAction/resolve", rewrite(client, document))
    client.apply(action["edit"])
    assert document.text == "def total(xs):\n    return sum(xs)\n"
    client.leave()
    store = ThreadStore(sessions.home / "data" / "m2lsp" / "threads.sqlite3")
    (turn,) = store.turns(document.uri)
    store.close()
    (said,) = [m for m in turn.messages if m.role is Role.ASSISTANT]
    (exchange,) = relay.exchanges
    assert said.reasoning == exchange.said("reasoning") != ""
    assert said.content == exchange.said("content") == REPLY
    assert turn.usage.completion > turn.usage.reasoning > 0
