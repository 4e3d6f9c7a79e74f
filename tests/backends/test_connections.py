"""A connection that does not come about is told by what to mend."""

import asyncio
import gc
import socket
import ssl
from collections.abc import Callable
from contextlib import aclosing

import pytest
from scripted import CHAT, Script, ScriptedBackend, vllm_chat

from m2lsp.backends import connect, faults
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.where import Where
from m2lsp.core.chat import ChatPrompt, Delta, Message, Role
from m2lsp.core.errors import BackendRefused, BackendUnreachable
from m2lsp.profiles import M2

Ask = Callable[..., list[Delta]]
HELLO = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)


def test_a_closed_port_is_told(ask: Ask) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: whoever connects is refused
        address = f"http://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(BackendUnreachable, match=r"No connection to vllm at 127\.0\.0\.1:.*base_url"):
            ask(HELLO, base_url=address)


def test_plain_http_where_tls_is_expected_is_told(ask: Ask, backend: ScriptedBackend) -> None:
    with pytest.raises(BackendUnreachable, match="No secure connection"):
        ask(HELLO, base_url=backend.url.replace("http:", "https:"))


CAUSES: dict[str, tuple[Exception, str]] = {
    "name": (socket.gaierror(-2, "Name or service not known"), "can't be found"),
    "certificate": (ssl.SSLCertVerificationError("self-signed"), "No secure connection"),
    "refused": (ConnectionRefusedError(), "No connection"),
}


@pytest.mark.parametrize(("cause", "words"), CAUSES.values(), ids=CAUSES)
def test_a_lost_connection_is_told_by_its_cause(cause: Exception, words: str) -> None:
    import httpx2
    import openai

    error = openai.APIConnectionError(request=httpx2.Request("POST", "http://x"))
    error.__cause__ = httpx2.ConnectError("no")
    error.__cause__.__cause__ = cause
    fault = faults.from_exception(error, Where("vllm at x"))
    assert isinstance(fault, BackendUnreachable) and words in str(fault)


def test_a_proxy_that_refuses_is_named(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedBackend() as proxy:
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTPS_PROXY", "https_proxy"):
            monkeypatch.setenv(name, proxy.root)
        with pytest.raises(BackendUnreachable, match=r"proxy did not connect to vllm at model\.example"):
            ask(HELLO, base_url="https://model.example/v1")
        assert [r.method for r in proxy.traffic] == ["CONNECT"]


def test_a_proxy_that_is_down_is_named_and_not_the_server_behind_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{taken.getsockname()[1]}")
        with pytest.raises(BackendUnreachable, match=r"proxy did not connect to vllm at model\.example"):
            ask(HELLO, base_url="http://model.example/v1")


def test_a_host_that_does_not_exist_is_told(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(BackendUnreachable, match=r"host of vllm at model\.invalid can't be found"):
        ask(HELLO, base_url="http://model.invalid/v1")  # a name that never exists (RFC 6761)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_neither_code_nor_headers_follow_a_redirect(ask: Ask, backend: ScriptedBackend, status: int) -> None:
    with ScriptedBackend() as elsewhere:
        moved = (("Location", f"{elsewhere.url}/chat/completions"),)
        backend.default(Script(CHAT, (), status, moved))
        with pytest.raises(BackendRefused, match=rf"{elsewhere.root}.*Set endpoint\.base_url"):
            ask(HELLO, headers={"X-Api-Key": "secret"})
        assert elsewhere.traffic == ()


@pytest.mark.parametrize("key", ["", "ours"])
def test_what_the_environment_holds_for_openai_goes_nowhere_else(
    ask: Ask, backend: ScriptedBackend, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    for name in ("API_KEY", "ADMIN_KEY", "ORG_ID", "PROJECT_ID"):
        monkeypatch.setenv(f"OPENAI_{name}", "theirs")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway: theirs\nAuthorization: Bearer theirs")
    backend.default(vllm_chat("x"))
    ask(HELLO, api_key=key)
    headers = backend.requests[0].headers
    assert "theirs" not in str(headers)
    assert headers.get("authorization", "") == (key and f"Bearer {key}")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.2", "[::1]"])
def test_no_proxy_gets_what_is_sent_to_this_machine(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    with ScriptedBackend() as proxy, socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        for name in ("NO_PROXY", "no_proxy"):
            monkeypatch.delenv(name, raising=False)
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.root)
        with pytest.raises(BackendUnreachable):
            ask(HELLO, base_url=f"http://{host}:{taken.getsockname()[1]}/v1")
        assert proxy.traffic == ()


def test_nothing_of_a_stream_that_is_broken_off_is_left_to_the_collector(backend: ScriptedBackend) -> None:
    """It would close generators from whatever thread it runs in, also those that the loop is closing."""
    backend.default(vllm_chat("one two three"))

    async def broken_off() -> list[object]:
        from openai import AsyncStream

        endpoint = connect(PROVIDERS["vllm"], base_url=backend.url, profile=M2, model="MiniMax-M2.1")
        async with aclosing(endpoint.stream(HELLO)) as deltas:
            await anext(deltas)
        for _ in range(20):  # the loop ends generators within generators in tasks of its own
            await asyncio.sleep(0)
        left: list[object] = [thing for thing in gc.get_objects() if isinstance(thing, AsyncStream)]
        await endpoint.close()
        return left

    gc.collect()
    gc.disable()
    try:
        assert asyncio.run(broken_off()) == []
    finally:
        gc.enable()
