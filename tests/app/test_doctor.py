"""What doctor finds at endpoints in every state."""

import asyncio
import socket

import pytest
from acting import Stage, acting
from impostors import vllm
from scripted import CHAT, MODELS, models, openai_error, vllm_chat, vllm_completion

from m2lsp.app.doctor import Finding, Verdict, configured, examine
from m2lsp.app.services import Services
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.providers.spec import FACTS
from m2lsp.config import load


def findings(stage: Stage) -> list[Finding]:
    async def all_of_them(services) -> list[Finding]:
        return [finding async for finding in examine(services)]

    return stage.run(all_of_them)


def bad(stage: Stage) -> list[str]:
    return [f"{f.about}: {f.sentence}" for f in findings(stage) if f.verdict is Verdict.BAD]


def well(stage: Stage) -> None:
    stage.backend.default(vllm_completion("a + b\n"))
    stage.backend.default(vllm(), path=CHAT)


def test_all_is_well_with_a_good_server(stage: Stage):
    well(stage)
    found = findings(stage)
    assert [f.about for f in found if f.verdict is Verdict.BAD] == []
    said = {f.about: f.sentence for f in found}
    assert said["model"] == "MiniMax-M2.1, 196608 tokens of context"
    assert said["ghost text"].startswith("asked for as raw prefill; first token after ")
    assert said["chat"].startswith("11 characters of thinking kept apart; first token after ")
    assert said["threads"] == "none yet"
    assert "python" in said["languages"]


def test_a_refused_key_is_said_and_never_shown(tmp_path):
    with acting(tmp_path, environment={"M2LSP_API_KEY": "k-hush-hush"}) as stage:
        for path in (MODELS, "/v1/completions", "/v1/chat/completions"):
            stage.backend.default(openai_error(401, "bad key k-hush-hush"), path=path)
        (sentence,) = bad(stage)
        assert "refused the key" in sentence
        assert "k-hush-hush" not in sentence


def test_an_answer_that_fails_is_said_once_and_nothing_more_is_asked(stage: Stage):
    stage.settings = {"endpoint": {"provider": "openrouter", "model": "minimax/minimax-m3"}}
    stage.backend.default(models("minimax/minimax-m3"))
    stage.backend.default(openai_error(404, "no endpoints found"), path=CHAT)
    found = findings(stage)
    assert [f.about for f in found if "no endpoints found" in f.sentence] == ["chat"]
    assert found[-1].about == "chat"


@pytest.mark.parametrize(("provider", "told"), [("vllm", True), ("openrouter", False)])
def test_flags_are_told_to_whoever_may_start_the_server(stage: Stage, provider: str, told: bool):
    stage.settings = {"endpoint": {"provider": provider, "model": "MiniMax-M2.1"}}
    well(stage)
    stage.backend.default(vllm_chat("<minimax:tool_call>", reasoning="hm"), path=CHAT)
    tools = [f.sentence for f in findings(stage) if f.about == "tools"]
    assert ["--tool-call-parser" in sentence for sentence in tools] == [told]


def test_a_model_that_is_not_served_is_named_with_those_that_are(stage: Stage):
    well(stage)
    stage.settings = {"endpoint": {"model": "MiniMax-M2"}}
    told = "MiniMax-M2 is not served; there are: MiniMax-M2.1. Set endpoint.model to one of them"
    assert f"model: {told}" in bad(stage)


def test_a_model_that_is_not_served_and_refused_is_said_once_and_nothing_more_is_asked(stage: Stage):
    for path in (CHAT, "/v1/completions"):
        stage.backend.default(openai_error(404, "The model `MiniMax-M2` does not exist."), path=path)
    stage.settings = {"endpoint": {"model": "MiniMax-M2"}}
    (sentence,) = bad(stage)
    assert sentence.startswith("endpoint: ")
    assert sentence.endswith("is not served; there are: MiniMax-M2.1. Set endpoint.model to one of them")
    assert len(stage.backend.requests) == 1


def test_several_models_ask_for_a_choice(stage: Stage):
    stage.backend.default(models("a", "b"))
    (sentence,) = bad(stage)
    assert "serves a, b. Set endpoint.model to the one to use." in sentence


def test_a_model_of_another_family_than_it_is_spoken_to_as_is_said(stage: Stage):
    well(stage)
    stage.backend.default(models("Qwen2.5-Coder-7B"))
    assert 'endpoint.profile = "qwen-coder"' in " ".join(bad(stage))


def test_a_model_that_only_thinks_is_said(stage: Stage):
    well(stage)
    stage.backend.default(vllm_chat(reasoning="hm", finish="length"))
    (sentence,) = bad(stage)
    assert sentence.startswith("chat: the model was still thinking when its 1,024 tokens ran out")


def test_a_silent_completion_is_said(stage: Stage):
    well(stage)
    stage.backend.default(vllm_completion(""))
    stage.backend.default(vllm(refuses=("continue_final_message", "thinking_token_budget")), path=CHAT)
    (sentence,) = bad(stage)
    assert sentence.startswith("ghost text: raw prefill the model answered nothing")


def test_a_server_that_is_down_is_said_with_what_to_do(stage: Stage):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stage.settings = {"endpoint": {"base_url": f"http://127.0.0.1:{port}/v1"}}
    (sentence,) = bad(stage)
    assert sentence.startswith(f"endpoint: No connection to vllm at 127.0.0.1:{port}. Is the server running")


@pytest.mark.parametrize("status", [404, 403])
def test_an_endpoint_without_a_list_of_models_is_judged_by_its_answers(stage: Stage, status: int):
    well(stage)
    stage.backend.default(openai_error(status, "no"), path=MODELS)
    stage.settings = {"endpoint": {"model": "MiniMax-M2.1"}}
    assert bad(stage) == []


def test_both_endpoints_are_examined_where_they_differ(stage: Stage):
    well(stage)
    stage.settings = {"completion": {"provider": "vlm"}}
    found = findings(stage)
    assert [f.sentence for f in found if f.verdict is Verdict.BAD] == [
        "completion.provider: there is no 'vlm'. Did you mean vllm?"
    ]
    assert {f.part for f in found} == {"", "ghost text", "actions"}
    assert [f.verdict for f in found if f.about == "chat"] == [Verdict.OK]


def test_facts_that_nobody_verified_are_told(stage: Stage):
    stage.settings = {"endpoint": {"provider": "generic", "model": "MiniMax-M2.1"}}
    stage.backend.default(vllm_chat("ready"))
    notes = [f.about for f in findings(stage) if f.verdict is Verdict.NOTE]
    assert "provider" in notes
    assert "ghost text" in notes


def test_every_fact_of_a_row_has_words():
    assert set(configured.WORDS) == set(FACTS)


def test_conversations_that_cant_be_read_are_told(stage: Stage):
    well(stage)
    stage.data.mkdir()
    (stage.data / "threads.sqlite3").write_bytes(b"no database, but long enough to look like one" * 50)
    (sentence,) = bad(stage)
    assert sentence.startswith("threads: ")


@pytest.mark.parametrize("provider", ["minimax", "openrouter"])
def test_a_missing_key_is_said_by_its_variable_before_anything_is_asked(tmp_path, provider: str):
    loaded = load(
        environment={}, user_file=None, project_files=[], editor={"endpoint": {"provider": provider}}
    )

    async def examined() -> list[Finding]:
        services = Services(loaded.config, [tmp_path], {}, data=tmp_path / "data")
        try:
            return [finding async for finding in examine(services)]
        finally:
            await services.close()

    *_, last = asyncio.run(examined())
    assert (last.verdict, last.about) == (Verdict.BAD, "endpoint")
    assert f"Set {PROVIDERS[provider].api_key_env} in the environment" in last.sentence


def test_nothing_is_said_to_be_fine_of_an_endpoint_that_was_not_reached(stage: Stage):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    stage.settings = {"endpoint": {"base_url": f"http://127.0.0.1:{port}/v1"}}
    fine = {f.about for f in findings(stage) if f.verdict is Verdict.OK}
    assert fine == {"m2lsp", "languages", "log", "threads", "counts", "key"}


def test_a_log_that_cant_be_written_is_said(stage: Stage, tmp_path):
    well(stage)
    (tmp_path / "file").write_text("")
    stage.settings = {"log": {"file": str(tmp_path / "file" / "m2lsp.log")}}
    (sentence,) = bad(stage)
    assert sentence.startswith("log: ")
    assert "can't be written" in sentence
