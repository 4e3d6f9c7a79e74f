"""What an endpoint is asked to learn how it answers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from scripted import (
    CHAT,
    Script,
    ScriptedBackend,
    json_reply,
    minimax_chat,
    openai_error,
    send,
    vllm_chat,
    wait,
)

from m2lsp.backends import Endpoint, connect, probe
from m2lsp.backends.body import Served
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.reasoning import Kind
from m2lsp.core.chat import ChatPrompt, Finish, Message, Role
from m2lsp.profiles import M2

ASK = ChatPrompt((Message(Role.USER, "Are you ready?"),), max_tokens=64)
Run = Callable[[Callable[[Endpoint], Awaitable[Any]]], Any]


@pytest.fixture
def run(backend: ScriptedBackend) -> Run:
    """Do something with an endpoint that reads as a probe wants it."""

    async def whole(job: Callable[[Endpoint], Awaitable[Any]]) -> Any:
        row = PROVIDERS["vllm"]
        endpoint = connect(row, base_url=backend.url, model="MiniMax-M2.1", profile=M2)
        try:
            return await job(endpoint)
        finally:
            await endpoint.close()

    return lambda job: asyncio.run(whole(job))


def plain(endpoint: Endpoint) -> Endpoint:
    return replace(endpoint, provider=replace(endpoint.provider, shape=probe.AS_IT_COMES))


def test_an_answer_is_heard_whole_with_its_times(backend: ScriptedBackend, run: Run):
    backend.default(vllm_chat("ready", reasoning="hm hm hm"))
    heard = run(lambda endpoint: probe.hear(endpoint, ASK))
    assert (heard.text, heard.thinking, heard.finish, heard.model) == (
        "ready",
        "hm hm hm",
        Finish.STOP,
        "MiniMax-M2.1",
    )
    assert 0 < heard.first_ms <= heard.whole_ms
    assert heard.token_ms is not None
    assert heard.usage.cached == 64


def test_an_answer_in_one_piece_has_no_time_per_token(backend: ScriptedBackend, run: Run):
    backend.default(vllm_chat("ready", chunk=100))
    heard = run(lambda endpoint: probe.hear(endpoint, ASK))
    assert heard.token_ms is None


SHAPES = {
    "a field": (vllm_chat("ready", reasoning="hm"), Kind.FIELD),
    "parts": (minimax_chat("ready", reasoning="hm"), Kind.FIELD),
    "between tags": (minimax_chat("ready", reasoning="hm", details=False, chunk=3), Kind.INLINE),
    "up to a tag": (vllm_chat("hm</think>ready", chunk=1), Kind.CLOSE_ONLY),
}


@pytest.mark.parametrize(("answer", "kind"), SHAPES.values(), ids=SHAPES.keys())
def test_the_place_of_the_thinking_is_seen(backend: ScriptedBackend, run: Run, answer: Script, kind: Kind):
    backend.default(answer)
    seen = run(lambda endpoint: probe.look(plain(endpoint), ASK, M2.thinking))
    assert seen.kind is kind


@pytest.mark.parametrize("answer", ["ready", "", "I < think"])
def test_an_answer_without_thinking_proves_nothing(backend: ScriptedBackend, run: Run, answer: str):
    backend.default(vllm_chat(answer))
    assert run(lambda endpoint: probe.look(plain(endpoint), ASK, M2.thinking)) is None


def test_the_question_ends_as_soon_as_the_answer_is_plain(backend: ScriptedBackend, run: Run):
    backend.default(vllm_chat(reasoning="hm", after=wait("never")))
    assert run(lambda endpoint: probe.look(plain(endpoint), ASK, M2.thinking)).kind is Kind.FIELD
    backend.wait_for_abort(1)


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_the_fields_name_is_read_off_the_answer(backend: ScriptedBackend, run: Run, field: str):
    backend.default(vllm_chat("ready", reasoning="hm", field=field))

    async def names(endpoint: Endpoint) -> tuple[str, ...]:
        return await probe.fields(endpoint.client, ASK, Served(endpoint.provider, M2, "MiniMax-M2.1"))

    assert run(names) == (field,)


def text(path: str, body: str) -> Script:
    return Script(path, (send(body),), headers=(("Content-Type", "text/plain"),))


VERSIONS = [
    (json_reply("/version", {"version": "0.32.0"}), "0.32.0"),
    (json_reply("/version", {"version": 3}), ""),
    (json_reply("/version", ["0.32.0"]), ""),
    (text("/version", "<html>"), ""),
    (openai_error(404, "no", path="/version"), ""),
]


@pytest.mark.parametrize(("answer", "version"), VERSIONS)
def test_a_version_is_told_by_vllm_alone(backend: ScriptedBackend, run: Run, answer: Script, version: str):
    backend.default(answer)
    assert run(lambda endpoint: probe.version(endpoint.client)) == version


METRICS = [
    ('vllm:prefix_cache_hits_total{engine="0",model_name="m"} 1536.0\n', 1536.0),
    ('vllm:prefix_cache_hits_total{engine="0"} 1.0\nvllm:prefix_cache_hits_total{engine="1"} 2e3\n', 2001.0),
    ('vllm:prefix_cache_queries_total{engine="0"} 1.0\n', None),
    ("vllm:prefix_cache_hits_total many\n", None),
    ("", None),
]


@pytest.mark.parametrize(("body", "hits"), METRICS)
def test_hits_of_the_prefix_cache_are_summed_over_engines(
    backend: ScriptedBackend, run: Run, body: str, hits: float | None
):
    backend.default(text("/metrics", body))
    assert run(lambda endpoint: probe.prefix_hits(endpoint.client)) == hits


def test_a_server_without_metrics_tells_no_hits(backend: ScriptedBackend, run: Run):
    backend.default(vllm_chat("ready"), path=CHAT)
    assert run(lambda endpoint: probe.prefix_hits(endpoint.client)) is None
