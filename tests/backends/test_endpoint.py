"""An endpoint as features see it: lazy, quick to stop, discreet."""

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import aclosing

import pytest
from scripted import MODELS, ScriptedBackend, bare, json_reply, models, vllm_chat, vllm_completion, wait

from m2lsp.backends import Endpoint, connect, probe
from m2lsp.backends.probe import ServedModel
from m2lsp.backends.providers import PROVIDERS
from m2lsp.core.chat import ChatPrompt, Delta, Marker, Message, RawPrompt, Role
from m2lsp.core.errors import BackendError, BackendRefused, ConfigError
from m2lsp.profiles import M2

Ask = Callable[..., list[Delta]]
HELLO = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)
RAW = RawPrompt((Marker("]~b]"), "x"), 9)
VLLM = PROVIDERS["vllm"]


def endpoint(backend: ScriptedBackend, **settings: object) -> Endpoint:
    return connect(VLLM, **{"base_url": backend.url, "profile": M2, **settings})  # type: ignore[arg-type]


async def whole(asked: Endpoint, prompt: ChatPrompt | RawPrompt) -> str:
    async with aclosing(asked.stream(prompt)) as deltas:
        return "".join([d.text async for d in deltas])


def test_making_one_loads_no_sdk_and_asks_nothing() -> None:
    code = (
        "import sys\n"
        "from m2lsp.backends import connect\n"
        "from m2lsp.backends.providers import PROVIDERS\n"
        "from m2lsp.profiles import M2\n"
        "connect(PROVIDERS['vllm'], profile=M2)\n"
        "print([m for m in ('openai', 'httpx2', 'pydantic') if m in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_the_one_served_model_is_asked_for_once(backend: ScriptedBackend) -> None:
    backend.default(models("MiniMaxAI/MiniMax-M2.1"))
    backend.default(vllm_chat("x"))

    async def twice() -> str:
        asked = endpoint(backend)
        await whole(asked, HELLO)
        await whole(asked, HELLO)
        await asked.close()
        return asked.name

    name = asyncio.run(twice())
    assert [r.path for r in backend.traffic].count(MODELS) == 1
    assert {r.json["model"] for r in backend.requests} == {"MiniMaxAI/MiniMax-M2.1"}
    assert name == f"vllm MiniMaxAI/MiniMax-M2.1 at {backend.root.removeprefix('http://')}"


@pytest.mark.parametrize(("ids", "words"), [(("a", "b"), "serves a, b. Set"), ((), "serves no model. Set")])
def test_of_several_served_models_one_has_to_be_set(
    ask: Ask, backend: ScriptedBackend, ids: tuple[str, ...], words: str
) -> None:
    backend.default(models(*ids))
    with pytest.raises(BackendRefused, match=words):
        ask(HELLO, model="")


def test_a_row_may_have_a_default_model(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("x"))
    ask(HELLO, "minimax", model="")
    assert [(r.path, r.json["model"]) for r in backend.traffic] == [("/v1/chat/completions", "MiniMax-M2.1")]


def test_an_address_without_a_path_gets_the_version(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(vllm_chat("x"))
    for address in (backend.root, f"{backend.root}/", backend.url, f"{backend.url}/"):
        ask(HELLO, base_url=address)
    assert {r.path for r in backend.requests} == {"/v1/chat/completions"}


@pytest.mark.parametrize("address", ["127.0.0.1:8000", "localhost:8000/v1", "ftp://x/v1", "http://", "/v1"])
def test_what_is_no_address_is_a_wrong_setting(address: str) -> None:
    with pytest.raises(ConfigError, match=r"endpoint\.base_url"):
        connect(VLLM, base_url=address)


def test_a_row_without_an_address_needs_one() -> None:
    with pytest.raises(ConfigError, match=r"endpoint\.base_url"):
        connect(PROVIDERS["generic"])


STOPS: dict[str, Callable[[], tuple[object, ChatPrompt | RawPrompt]]] = {
    "chat": lambda: (vllm_chat("text", reasoning="why", after=wait("never")), HELLO),
    "raw": lambda: (vllm_completion("text", after=wait("never")), RAW),
}


@pytest.mark.parametrize("make", STOPS.values(), ids=STOPS)
def test_closing_the_stream_ends_the_request_at_the_endpoint(
    backend: ScriptedBackend, make: Callable
) -> None:  # type: ignore[type-arg]
    script, prompt = make()
    backend.default(script)

    async def stop_early() -> None:
        asked = endpoint(backend, model="m")
        async with aclosing(asked.stream(prompt)) as deltas:
            async for delta in deltas:
                if delta.text:
                    break
        # The connection is closed by now, not when the client is.
        await asyncio.to_thread(backend.wait_for_abort, 1)
        await asked.close()

    asyncio.run(stop_early())


@pytest.mark.parametrize("hold", [True, False], ids=["before the headers", "after them"])
def test_cancelling_the_task_ends_the_request_at_the_endpoint(backend: ScriptedBackend, hold: bool) -> None:
    from dataclasses import replace

    script = vllm_chat("text", before=wait("never"))
    backend.default(replace(script, hold="never") if hold else script)

    async def cancel() -> None:
        asked = endpoint(backend, model="m")
        task = asyncio.create_task(whole(asked, HELLO))
        await asyncio.to_thread(backend.wait_for_request, 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(backend.wait_for_abort, 1)
        await asked.close()

    asyncio.run(cancel())


def test_requests_in_turn_share_a_connection_and_those_at_once_do_not_wait(backend: ScriptedBackend) -> None:
    backend.queue(vllm_chat("one", before=wait("two is done")), vllm_chat("two"), vllm_chat("three"))

    async def run() -> list[str]:
        asked = endpoint(backend, model="m")
        first = asyncio.create_task(whole(asked, HELLO))
        await asyncio.to_thread(backend.wait_for_request, 1)
        second = await whole(asked, HELLO)
        backend.release("two is done")
        texts = [await first, second, await whole(asked, HELLO)]
        await asked.close()
        return texts

    assert asyncio.run(run()) == ["one", "two", "three"]


def test_a_connection_that_closed_while_idle_is_not_the_users_concern(
    ask: Ask, backend: ScriptedBackend
) -> None:
    backend.queue(bare(b""), vllm_chat("x"))
    assert "".join(d.text for d in ask(HELLO)) == "x"


def test_after_a_fault_the_endpoint_can_be_asked_again(backend: ScriptedBackend) -> None:
    backend.queue(json_reply("/v1/chat/completions", {"error": {"message": "broken"}}, 500), vllm_chat("x"))

    async def again() -> str:
        asked = endpoint(backend, model="m")
        with pytest.raises(BackendError):
            await whole(asked, HELLO)
        text = await whole(asked, HELLO)
        await asked.close()
        return text

    assert asyncio.run(again()) == "x"


def test_only_what_is_needed_is_told_about_this_machine(
    ask: Ask, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another-service")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another-service")
    backend.default(vllm_chat("x"))
    ask(HELLO)
    headers = backend.requests[0].headers
    assert headers["user-agent"].startswith("m2lsp/")
    assert not [h for h in headers if h.startswith(("x-stainless", "openai-")) or h == "authorization"]


def test_key_and_headers_go_out_but_are_shown_nowhere(
    ask: Ask, backend: ScriptedBackend, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = {"api_key": "sk-secret", "headers": {"X-Team": "team-secret"}}
    backend.default(vllm_chat("x"))
    ask(HELLO, **secrets)
    sent = backend.requests[0].headers
    assert (sent["authorization"], sent["x-team"]) == ("Bearer sk-secret", "team-secret")
    shown = caplog.text + repr(endpoint(backend, **secrets)) + endpoint(backend, **secrets).name
    assert "secret" not in shown


def test_a_password_in_an_address_is_shown_nowhere() -> None:
    asked = connect(VLLM, base_url="http://me:hidden@127.0.0.1:8000/v1")
    assert "hidden" not in repr(asked) + asked.name


def test_a_proxy_of_the_environment_is_not_used_for_this_machine(
    ask: Ask, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    with ScriptedBackend() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.root)
        monkeypatch.setenv("http_proxy", proxy.root)
        backend.default(vllm_chat("x"))
        ask(HELLO)
        assert proxy.traffic == ()
    assert os.environ["HTTP_PROXY"]


def test_a_probe_lists_models_and_their_context(backend: ScriptedBackend) -> None:
    rows = [{"id": "a", "max_model_len": 9}, {"id": "b", "meta": {"n_ctx": 4096}}, {"id": "c"}, {"id": 1}, 2]
    backend.default(json_reply(MODELS, {"data": rows}))

    async def probed() -> tuple[ServedModel, ...]:
        asked = endpoint(backend)
        found = await probe.models(asked.client)
        await asked.close()
        return found

    assert asyncio.run(probed()) == (ServedModel("a", 9), ServedModel("b", 4096), ServedModel("c"))
