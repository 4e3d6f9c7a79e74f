"""The scripted backend keeps its word: what a test scripts is what a client gets."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest
from scripted import (
    CHAT,
    COMPLETIONS,
    Request,
    Script,
    ScriptedBackend,
    detokenize,
    json_reply,
    openai_error,
    send,
    tokenize,
    vllm_chat,
    vllm_completion,
    wait,
)


@pytest.fixture
def backend() -> Iterator[ScriptedBackend]:
    with ScriptedBackend() as running:
        yield running


def ask(backend: ScriptedBackend, path: str = CHAT, **body: object) -> str:
    request = urllib.request.Request(backend.root + path, data=json.dumps(body).encode())
    with urllib.request.urlopen(request, timeout=10) as reply:
        return reply.read().decode()


def test_a_default_answers_every_request_and_the_queue_goes_first(backend: ScriptedBackend) -> None:
    backend.default(Script(CHAT, (send("default"),)))
    backend.queue(Script(CHAT, (send("first"),)), Script(CHAT, (send("second"),)))
    assert [ask(backend) for _ in range(4)] == ["first", "second", "default", "default"]


def test_each_path_has_its_own_queue(backend: ScriptedBackend) -> None:
    backend.queue(vllm_chat("chatted"), vllm_completion("completed", chunk=99))
    assert "completed" in ask(backend, COMPLETIONS)


def test_an_error_answers_whatever_asks_the_model_next(backend: ScriptedBackend) -> None:
    backend.queue(openai_error(429, "slow down"))
    with pytest.raises(urllib.error.HTTPError) as error:
        ask(backend, COMPLETIONS)
    with error.value as reply:
        assert (reply.code, json.load(reply)["error"]["message"]) == (429, "slow down")


def test_a_function_answers_from_the_request(backend: ScriptedBackend) -> None:
    def echo(request: Request) -> Script:
        return json_reply(CHAT, {"said": request.text})

    backend.default(echo, path=CHAT)
    assert json.loads(ask(backend, messages=[{"role": "user", "content": "hello"}])) == {"said": "hello"}


def test_requests_leave_out_what_does_not_ask_the_model(backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("x"))
    ask(backend, "/tokenize", prompt="x")
    ask(backend, COMPLETIONS, prompt="y")
    assert [r.json["prompt"] for r in backend.requests] == ["y"]
    assert [r.path for r in backend.traffic] == ["/tokenize", COMPLETIONS]


def test_an_early_close_is_an_abort_and_a_whole_answer_is_not(backend: ScriptedBackend) -> None:
    backend.queue(Script(CHAT, (send("some"), wait("never"))), Script(CHAT, (send("all"),)))
    host, port = backend.root.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        client.sendall(b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}")
        assert client.recv(9) == b"HTTP/1.1 "
    assert backend.wait_for_abort(1).json == {}
    assert ask(backend) == "all"
    assert not backend.wait_for_end(2).aborted


def test_a_gate_holds_the_answer_until_it_is_released(backend: ScriptedBackend) -> None:
    backend.default(Script(CHAT, (wait("go"), send("gone")), hold="open"))
    backend.release("open")
    backend.release("go")
    assert ask(backend) == "gone"


def test_a_wait_that_is_in_vain_says_what_was_seen(backend: ScriptedBackend) -> None:
    with pytest.raises(AssertionError, match="no request 1 within"):
        backend.wait_for_request(1, timeout=0.01)


def test_the_tokenizer_turns_spelled_markers_into_control_tokens(backend: ScriptedBackend) -> None:
    reply = json.loads(ask(backend, "/tokenize", prompt="a</think>é"))
    assert reply["tokens"] == [97, 200051, 0xC3, 0xA9] == tokenize("a</think>é")
    assert detokenize(reply["tokens"]) == "a</think>é"
