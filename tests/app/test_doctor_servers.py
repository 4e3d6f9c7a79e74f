"""Doctor tells apart how a server was started, and says what to do about each."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from acting import Stage
from impostors import vllm
from scripted import (
    CHAT,
    COMPLETIONS,
    Request,
    Script,
    json_reply,
    openai_error,
    send,
    vllm_chat,
    vllm_completion,
)

from m2lsp.app.doctor import Finding, Verdict, examine

RAW = vllm_completion("a + b\n")
NO_RAW = openai_error(404, "Not Found", path=COMPLETIONS)
OK, NOTE, BAD = Verdict.OK, Verdict.NOTE, Verdict.BAD

# Name: chat, raw completions, settings, and what the table says by row: verdict and some of its words.
SERVERS: dict[str, tuple[Any, Any, Mapping[str, Any], Mapping[str, tuple[Verdict, str]]]] = {
    "all as it should be": (
        vllm(),
        RAW,
        {},
        {
            "ghost text": (OK, "asked for as raw prefill"),
            "thinking": (OK, "in the field reasoning"),
            "tools": (OK, "a call came as a call"),
            "schema": (OK, "obeyed"),
            "prefix cache": (OK, "64 of 100 tokens"),
        },
    ),
    "append_think": (
        vllm("minimax_m2_append_think"),
        RAW,
        {},
        {
            "thinking": (NOTE, "loses the closing tag once tools are declared"),
            "chat": (OK, "answers"),
        },
    ),
    "append_think, nothing found out": (
        vllm("minimax_m2_append_think"),
        RAW,
        {"probe": False},
        {"thinking": (BAD, "serve vLLM with --reasoning-parser minimax_m2, or set ")},
    ),
    "no reasoning parser": (
        vllm(""),
        RAW,
        {},
        {"thinking": (NOTE, 'or set endpoint.provider = "vllm-no-parser"')},
    ),
    "no reasoning parser, as its row says": (
        vllm(""),
        RAW,
        {"provider": "vllm-no-parser"},
        {"thinking": (OK, "comes in the answer, up to </think>"), "chat": (OK, "kept apart")},
    ),
    "no tool parser": (
        vllm(tool_parser=False),
        RAW,
        {},
        {"tools": (NOTE, "--enable-auto-tool-choice --tool-call-parser minimax_m2")},
    ),
    "no tool parser, nothing found out": (
        vllm(tool_parser=False),
        RAW,
        {"probe": False},
        {"tools": (BAD, "refused")},
    ),
    "a router without raw completions": (
        vllm(),
        NO_RAW,
        {},
        {"ghost text": (NOTE, "asked for as chat prefill, because raw prefill does not work here")},
    ),
    "chat and nothing that closes thinking": (
        vllm(refuses=("continue_final_message", "thinking_token_budget", "chat_template_kwargs")),
        NO_RAW,
        {},
        {"ghost text": (BAD, "raw prefill does not work here")},
    ),
    "calls as text": (
        vllm_chat("<minimax:tool_call>\n<invoke name=", reasoning="hm"),
        RAW,
        {},
        {"tools": (BAD, "a call came as text"), "schema": (NOTE, "not obeyed")},
    ),
    "another model answers": (
        vllm_chat("ready", reasoning="hm", model="MiniMax-M3"),
        RAW,
        {"model": "MiniMax-M2.1"},
        {"answered by": (NOTE, "MiniMax-M3, though MiniMax-M2.1 was asked for")},
    ),
    "a hosted M2.1": (
        vllm_chat("ready", reasoning="hm", field="reasoning_content"),
        NO_RAW,
        {"provider": "minimax"},
        {"ghost text": (NOTE, 'completion.provider = "embedded"'), "model": (NOTE, "legacy")},
    ),
}


def rows(stage: Stage) -> dict[str, Finding]:
    async def all_of_them(services) -> dict[str, Finding]:
        return {finding.about: finding async for finding in examine(services)}

    return stage.run(all_of_them)


@pytest.mark.parametrize(("chat", "raw", "endpoint", "expected"), SERVERS.values(), ids=SERVERS.keys())
def test_the_table_tells_servers_apart(stage: Stage, chat, raw, endpoint, expected):
    stage.backend.default(chat, path=CHAT)
    stage.backend.default(raw, path=COMPLETIONS)
    stage.settings = {"endpoint": endpoint}
    stage.environment = {"M2LSP_API_KEY": "k"}
    found = rows(stage)
    for about, (verdict, words) in expected.items():
        assert found[about].verdict is verdict, found[about]
        assert words in found[about].sentence


def lever_rows(stage: Stage) -> list[tuple[Verdict, str]]:
    async def all_of_them(services) -> list[tuple[Verdict, str]]:
        return [(f.verdict, f.sentence.split(":")[0]) async for f in examine(services) if f.about == "lever"]

    return stage.run(all_of_them)


def test_every_way_of_the_row_is_tried_also_behind_one_that_works(stage: Stage):
    stage.backend.default(RAW)
    stage.backend.default(vllm(refuses=("thinking_token_budget",)), path=CHAT)
    assert lever_rows(stage) == [
        (OK, "raw prefill"),
        (OK, "chat prefill"),
        (NOTE, "thinking switched off (thinking token budget)"),
    ]


@pytest.mark.parametrize(
    ("version", "verdict"), [("0.32.0", OK), ("0.33.1.dev4+cpu", OK), ("0.11.0", NOTE), ("0.23.9", NOTE)]
)
def test_a_vllm_that_is_too_old_for_the_model_is_said(stage: Stage, version: str, verdict: Verdict):
    stage.backend.default(RAW)
    stage.backend.default(vllm(), path=CHAT)
    stage.backend.default(json_reply("/version", {"version": version}))
    found = rows(stage)["version"]
    assert found.verdict is verdict
    assert version in found.sentence


def test_a_vllm_behind_an_unknown_provider_is_recognised(stage: Stage):
    stage.settings = {"endpoint": {"provider": "generic", "model": "MiniMax-M2.1"}}
    stage.backend.default(vllm(), path=CHAT)
    stage.backend.default(json_reply("/version", {"version": "0.32.0"}))
    assert 'set endpoint.provider = "vllm"' in rows(stage)["version"].sentence


def test_hits_of_the_prefix_cache_are_read_from_vllms_own_counters(stage: Stage):
    counters = iter([1000.0, 2536.0])

    def metrics(_) -> Script:
        text = f'# TYPE x\nvllm:prefix_cache_hits_total{{engine="0"}} {next(counters)}\n'
        return Script("/metrics", (send(text),), headers=(("Content-Type", "text/plain"),))

    stage.backend.default(RAW)
    stage.backend.default(lambda r: _without_usage(vllm()(r)), path=CHAT)
    stage.backend.default(metrics, path="/metrics")
    assert rows(stage)["prefix cache"].sentence.startswith("1536 tokens of a repeated prompt")


def _without_usage(script: Script) -> Script:
    return replace(script, steps=tuple(s for s in script.steps if b'"usage":' not in getattr(s, "data", b"")))


@pytest.mark.parametrize(
    ("settings", "environment", "source"),
    [
        ({}, {}, "none is set, and none is sent"),
        ({}, {"M2LSP_API_KEY": "k-hush"}, "from the environment (a variable of m2lsp's own)"),
        ({}, {"VLLM_API_KEY": "k-hush"}, "from the environment (VLLM_API_KEY)"),
        ({"api_key_command": "echo k-hush"}, {}, "from the command echo"),
    ],
)
def test_the_keys_source_is_told_and_never_the_key(stage: Stage, settings, environment, source: str):
    stage.backend.default(RAW)
    stage.backend.default(vllm(), path=CHAT)
    stage.settings, stage.environment = {"endpoint": settings}, environment
    found = rows(stage)
    assert found["key"].sentence == source
    assert not [f for f in found.values() if "k-hush" in f.sentence]


def test_what_was_measured_is_there_for_programs(stage: Stage):
    stage.backend.default(RAW)
    stage.backend.default(vllm(), path=CHAT)
    found = rows(stage)
    assert set(found["chat"].figures) == {"first_token_ms", "whole_ms", "token_ms"}
    assert found["model"].figures == {"context_tokens": 196_608}


def test_what_m2lsp_can_do_without_makes_nothing_unusable(stage: Stage):
    def answer(request: Request) -> Script:
        trouble = "structured_outputs" in request.json or "value_99" in request.text
        return openai_error(500, "no", path=CHAT) if trouble else vllm()(request)

    stage.backend.default(RAW)
    stage.backend.default(answer, path=CHAT)
    found = rows(stage)
    assert [f.about for f in found.values() if f.verdict is BAD] == []
    assert {found[about].verdict for about in ("schema", "prefix cache")} == {NOTE}


def with_spare(stage: Stage, **spare: Any) -> list[Finding]:
    stage.backend.default(RAW)
    stage.backend.default(vllm(), path=CHAT)
    stage.settings = {"endpoint": {"fallbacks": ["spare"]}, "endpoints": {"spare": spare}}

    async def all_of_them(services) -> list[Finding]:
        return [finding async for finding in examine(services)]

    return [f for f in stage.run(all_of_them) if "stands in" in f.part]


def test_an_endpoint_that_stands_in_is_examined_too(stage: Stage):
    found = with_spare(stage, base_url=stage.backend.url)
    assert {f.part for f in found} == {"ghost text and actions: endpoints.spare stands in"}
    assert {f.about for f in found if f.verdict is OK} >= {"endpoint", "ghost text", "chat", "tools"}


def test_one_that_stands_in_and_does_not_work_makes_nothing_unusable(stage: Stage):
    found = with_spare(stage, base_url=f"{stage.backend.root}/nowhere/v1")
    assert [(f.about, f.verdict) for f in found] == [("key", OK), ("endpoint", NOTE)]


def test_nothing_is_sent_to_one_that_is_too_far_away(stage: Stage):
    (only,) = with_spare(stage, provider="minimax")
    assert only.verdict is NOTE
    assert "set endpoints.spare.allow_remote to true" in only.sentence
