"""An action from the choice to its outcome."""

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from acting import Stage, open_documents, silent
from scripted import CHAT, Script, vllm_chat

from m2lsp.app.actions import User, perform
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Diagnostic, Proposal
from m2lsp.core.text import Span
from m2lsp.threads import ThreadsUnavailable

GOOD = "```python\nx = 2\n```"


def test_an_ignored_file_is_declined_before_anything_is_sent(stage: Stage):
    (stage.folder / ".gitignore").write_text("case.py\n")
    with pytest.raises(Declined, match="git ignores it"):
        stage.act("explain", stage.request("«x = 1»\n"))
    assert stage.backend.traffic == ()


def test_no_ignored_file_is_shown_through_another_ones_request(stage: Stage):
    (stage.folder / ".gitignore").write_text("ignored.py\n")
    stage.backend.default(vllm_chat("words"))
    stage.act("explain", stage.request("«x = total_shown()»\n", open_documents=open_documents(stage)))
    assert "def total_shown" in stage.backend.requests[0].text
    assert "total_ignored" not in stage.backend.requests[0].text


@pytest.mark.parametrize("uri", ["untitled:.env", "fugitive:///w/.git//0/.env"])
def test_a_secret_document_without_a_file_is_declined_before_anything_is_sent(stage: Stage, uri: str):
    request = stage.request("«x = 1»\n")
    secret = replace(request, document=replace(request.document, uri=uri, path=None))
    with pytest.raises(Declined, match=r"leaves \.env alone"):
        stage.act("explain", secret)
    assert stage.backend.traffic == ()


@pytest.mark.parametrize(
    ("provider", "sent"),
    [("generic", None), ("minimax", None), ("openrouter", None), ("vllm", "Bearer vllm's")],
)
def test_a_key_that_the_environment_holds_for_another_host_is_not_sent(
    stage: Stage, provider: str, sent: str | None
):
    names = ("OPENAI", "MINIMAX", "OPENROUTER", "VLLM")
    stage.environment = {f"{name}_API_KEY": f"{name.lower()}'s" for name in names}
    stage.settings = {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}
    stage.backend.default(vllm_chat("words"))
    stage.act("explain", stage.request("«x = 1»\n"))
    assert stage.backend.requests[0].headers.get("authorization") == sent


def test_no_action_begins_on_a_damaged_thread(stage: Stage):
    stage.data.mkdir()
    (stage.data / "threads.sqlite3").write_bytes(b"no database, but long enough to look like one" * 50)
    with pytest.raises(ThreadsUnavailable):
        stage.act("explain", stage.request("«x = 1»\n"))
    assert stage.backend.requests == ()


def test_a_turn_that_cant_be_kept_does_not_cost_the_edit(stage: Stage):
    def damages(_: object) -> Script:
        with closing(sqlite3.connect(stage.data / "threads.sqlite3")) as connection:
            connection.execute("DROP TABLE turn")
        return vllm_chat(GOOD)

    stage.backend.default(damages, path=CHAT)
    said: list[str] = []
    request = stage.request("«x = 1»\n", instruction="use 2")
    outcome = stage.run(lambda services: perform("rewrite", request, services, User(said.append, silent)))
    assert isinstance(outcome, Proposal)
    assert said[-1].startswith("The conversations in threads.sqlite3 can't be ")


def test_the_endpoint_gets_one_key_a_document_so_that_its_cache_serves_a_thread(stage: Stage):
    stage.backend.default(vllm_chat("words"))
    for language in ("python", "python", "rust"):
        stage.act("explain", stage.request("«x»\n", language))
    keys = [r.json["session_id"] for r in stage.backend.requests]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize("shown", [True, False])
def test_diagnostics_may_be_kept_from_the_model_but_not_the_one_to_fix(stage: Stage, shown: bool):
    stage.settings = {"context": {"diagnostics": shown}}
    stage.backend.default(vllm_chat(GOOD))
    request = stage.request("«x = 1»\n", instruction="2", diagnostics=(Diagnostic(Span(0, 1), "x is odd"),))
    stage.act("rewrite", request)
    stage.act("fix_diagnostic", request)
    asked = [r.json["messages"][-1]["content"] for r in stage.backend.requests]
    assert ["x is odd" in text for text in asked] == [shown, True]
