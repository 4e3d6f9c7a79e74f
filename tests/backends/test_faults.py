"""Whatever an endpoint does wrong is one calm sentence, of the class that says who can mend it."""

import logging
from collections.abc import Callable
from dataclasses import replace

import pytest
from scripted import (
    CHAT,
    Cut,
    Script,
    ScriptedBackend,
    bare,
    event,
    json_reply,
    openai_error,
    send,
    stream,
    vllm_chat,
    wait,
)

from m2lsp.backends import faults
from m2lsp.backends.guards import Guards
from m2lsp.backends.retry import Patience
from m2lsp.backends.where import Where
from m2lsp.core.chat import ChatPrompt, Delta, Finish, Message, Role
from m2lsp.core.errors import (
    BackendError,
    BackendGarbled,
    BackendRefused,
    BackendTooSlow,
    BackendUnreachable,
    ContextOverflow,
)

Ask = Callable[..., list[Delta]]
HELLO = ChatPrompt((Message(Role.USER, "hello"),), max_tokens=9)
KEY = "sk-very-secret"
ONCE = Guards(Patience(tries=0))
JSON = (("Content-Type", "application/json"),)
HTML = (("Content-Type", "text/html"),)
LONG = "This model's maximum context length is 32768 tokens. However, you requested 40000."
LLAMA_LONG = {"error": {"code": 400, "message": "too much", "type": "exceed_context_size_error"}}
BALANCE = {"choices": None, "base_resp": {"status_code": 1008, "status_msg": "insufficient balance"}}
RATE = {"choices": None, "base_resp": {"status_code": 1002, "status_msg": "rate limit"}}

TOLD: dict[str, tuple[Script, type[BackendError], str]] = {
    "400": (openai_error(400, "top_k must be positive"), BackendRefused, "(top_k must be positive)"),
    "400, half a character": (
        Script(CHAT, (send('{"error": "no \\ud800"}'),), 400, JSON),
        BackendRefused,
        "(no ?)",
    ),
    "400, too long": (openai_error(400, LONG), ContextOverflow, "Lower chat.context_tokens"),
    "400, too long, llama.cpp": (
        json_reply(CHAT, LLAMA_LONG, 400),
        ContextOverflow,
        "Lower chat.context_tokens",
    ),
    "401": (openai_error(401, f"Incorrect API key: {KEY}"), BackendRefused, "endpoint.api_key"),
    "402": (openai_error(402), BackendRefused, "no credit"),
    "403": (openai_error(403), BackendRefused, "does not allow"),
    "404": (openai_error(404, "no model `m`"), BackendRefused, "endpoint.model"),
    "404, vLLM": (json_reply(CHAT, {"detail": "Not Found"}, 404), BackendRefused, "(Not Found)"),
    "408": (openai_error(408), BackendTooSlow, "gave up waiting"),
    "413": (openai_error(413), ContextOverflow, "too big"),
    "307": (openai_error(307, "moved"), BackendRefused, "another address (moved)"),
    "407": (openai_error(407), BackendUnreachable, "HTTPS_PROXY"),
    "418": (openai_error(418), BackendRefused, "status 418"),
    "429": (openai_error(429, "quota"), BackendRefused, "slow down (quota)"),
    "429, no quota": (openai_error(429, "x", code="insufficient_quota"), BackendRefused, "quota is used up"),
    "500": (openai_error(500, f"boom {KEY}"), BackendUnreachable, "(boom …)"),
    "502, a web page": (Script(CHAT, (send("<html>Bad"),), 502, HTML), BackendUnreachable, "(502)."),
    "529": (openai_error(529), BackendUnreachable, "(529)"),
    "200, a web page": (Script(CHAT, (send("<html>Hi"),), 200, HTML), BackendGarbled, "not JSON"),
    "200, no balance": (json_reply(CHAT, BALANCE), BackendRefused, "no credit"),
    "200, an event of too many": (stream(CHAT, [event(RATE)]), BackendRefused, "slow down (rate limit)"),
    "200, no choices": (json_reply(CHAT, {"choices": None}), BackendGarbled, "no choices"),
    "200, a list": (json_reply(CHAT, [1]), BackendGarbled, "no answer"),
    "200, an error": (json_reply(CHAT, {"error": "odd"}), BackendUnreachable, "(odd)"),
    "200, a code that is no number": (
        json_reply(CHAT, {"error": {"code": "²"}}),
        BackendUnreachable,
        "(500)",
    ),
    "200, a code of many digits": (
        json_reply(CHAT, {"error": {"code": "4" * 5000}}),
        BackendUnreachable,
        "(500)",
    ),
    "200, MiniMax's code as text": (
        json_reply(CHAT, {"base_resp": {"status_code": "1004"}}),
        BackendRefused,
        "refused the key",
    ),
    "200, MiniMax's code as a list": (
        json_reply(CHAT, {"base_resp": {"status_code": [1]}}),
        BackendRefused,
        "did not accept",
    ),
    "200, nested without end": (
        Script(CHAT, (send("[" * 100_000),), 200, JSON),
        BackendGarbled,
        "not JSON",
    ),
    "an event that is no object": (stream(CHAT, [event(3)]), BackendGarbled, "no answer"),
    "200, no quota": (
        stream(CHAT, [event({"error": {"message": "x", "code": "insufficient_quota"}})]),
        BackendRefused,
        "quota is used up",
    ),
    "a line without an end": (
        Script(CHAT, (send(b"data: "), *[send(b"x" * 10**6)] * 9)),
        BackendGarbled,
        "endless",
    ),
    "an event of endless lines": (
        Script(CHAT, (send(b"data: 1\n" * 10**6), send(b"data: 1\n" * 10**5))),
        BackendGarbled,
        "endless",
    ),
    "an endless page": (
        Script(CHAT, (send(b"{" * 10**6), *[send(b"x" * 10**6)] * 9), 200, JSON),
        BackendGarbled,
        "endless",
    ),
    "an endless refusal": (Script(CHAT, (send(b"x" * 10**6),) * 9, 500), BackendGarbled, "endless"),
    "an event that is no JSON": (stream(CHAT, [send("data: {oops\n\n")]), BackendGarbled, "not JSON"),
    "an event that is no UTF-8": (stream(CHAT, [send(b"data: \xff\n\n")]), BackendGarbled, "not JSON"),
    "no event at all": (stream(CHAT, []), BackendGarbled, "broke off"),
    "no HTTP at all": (bare(b"\x00\x01garbage\r\n\r\n"), BackendGarbled, "broke off"),
    "nothing at all": (bare(b""), BackendGarbled, "broke off"),
}


@pytest.mark.parametrize(("script", "kind", "words"), TOLD.values(), ids=TOLD)
def test_a_fault_is_told_in_one_calm_sentence(
    ask: Ask, backend: ScriptedBackend, script: Script, kind: type[BackendError], words: str
) -> None:
    backend.default(replace(script, path=CHAT))
    with pytest.raises(BackendError) as error:
        ask(HELLO, api_key=KEY, guards=ONCE)
    told = str(error.value)
    assert told.encode().decode() == told
    assert (type(error.value), words in told) == (kind, True), told
    assert told.startswith("vllm at 127.0.0.1:") and "\n" not in told
    assert KEY not in told


MIDWAY: dict[str, tuple[Script, str]] = {
    "an error": (stream(CHAT, [event({"error": {"message": "engine died", "code": 500}})]), "(engine died)"),
    "a cut": (Script(CHAT, (Cut(),)), "broke off"),
}


@pytest.mark.parametrize(("end", "words"), MIDWAY.values(), ids=MIDWAY)
def test_a_fault_in_the_middle_is_told_too(
    ask: Ask, backend: ScriptedBackend, end: Script, words: str
) -> None:
    start = event({"choices": [{"index": 0, "delta": {"content": "half"}, "finish_reason": None}]})
    backend.default(replace(end, steps=(start, *end.steps)))
    with pytest.raises(BackendError) as error:
        ask(HELLO)
    assert words in str(error.value)


def test_an_answer_that_ends_in_order_without_a_reason_is_whole(ask: Ask, backend: ScriptedBackend) -> None:
    start = event({"choices": [{"index": 0, "delta": {"content": "all of it"}, "finish_reason": None}]})
    backend.default(stream(CHAT, [start]))
    heard = ask(HELLO)
    assert "".join(d.text for d in heard) == "all of it"
    assert [d.finish for d in heard if d.finish] == [Finish.OTHER]


def test_an_overflow_in_the_middle_is_known_as_one(ask: Ask, backend: ScriptedBackend) -> None:
    backend.default(stream(CHAT, [event({"error": {"message": LONG, "code": 400}})]))
    with pytest.raises(ContextOverflow):
        ask(HELLO)


SILENT: dict[str, tuple[Script, str]] = {
    "before the headers": (replace(vllm_chat("x"), hold="never"), "sent nothing"),
    "before the first event": (vllm_chat("x", before=wait("never")), "sent nothing"),
    "in the middle": (vllm_chat("x", after=wait("never")), "in the middle"),
}


@pytest.mark.parametrize(("script", "words"), SILENT.values(), ids=SILENT)
def test_silence_has_a_limit_and_ends_the_request(
    ask: Ask, backend: ScriptedBackend, script: Script, words: str
) -> None:
    backend.default(script)
    ask_once_to_load_the_sdk(ask, backend)
    with pytest.raises(BackendTooSlow, match=words):
        ask(HELLO, first_byte_timeout_s=0.3, stall_timeout_s=0.3)
    backend.wait_for_abort(2)


def ask_once_to_load_the_sdk(ask: Ask, backend: ScriptedBackend) -> None:
    backend.queue(vllm_chat("x"))
    ask(HELLO)


@pytest.mark.parametrize(
    ("section", "advice"),
    [
        ("endpoint", "Put it into the environment as M2LSP_API_KEY, or set endpoint.api_key_command to"),
        ("completion", "Put it into the environment as M2LSP_COMPLETION_API_KEY, or set completion."),
        ("endpoints.spare", "Set endpoints.spare.api_key_command to a command that prints it."),
    ],
)
def test_who_has_no_key_is_told_where_to_put_one(section: str, advice: str) -> None:
    fault = faults.from_status(
        faults.Refusal(401), Where("vllm at x", settings={"api_key": f"{section}.api_key"})
    )
    assert f"vllm at x asks for a key, and there is none for it. {advice}" in str(fault)


def test_what_nobody_foresaw_is_still_a_sentence_and_its_name_is_for_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    fault = faults.from_exception(RuntimeError("odd"), Where("vllm at x"))
    assert isinstance(fault, BackendGarbled)
    assert str(fault).startswith("vllm at x sent an answer that can't be read. ")
    assert "RuntimeError" not in str(fault)
    assert "RuntimeError" in caplog.text


ADVICE = [
    (openai_error(403), "Check chat.api_key and"),
    (openai_error(404), "Check chat.model and completion.base_url."),
    (openai_error(400, LONG), "Lower completion.context_tokens,"),
]


@pytest.mark.parametrize(("script", "words"), ADVICE, ids=lambda v: v if isinstance(v, str) else "")
def test_advice_names_the_setting_that_decides(
    ask: Ask, backend: ScriptedBackend, script: Script, words: str
) -> None:
    backend.default(script)
    chosen = {"chat": ("api_key", "model"), "completion": ("base_url", "context_tokens")}
    settings = {name: f"{section}.{name}" for section, names in chosen.items() for name in names}
    with pytest.raises(BackendError) as error:
        ask(HELLO, settings=settings)
    assert words in str(error.value)


AGAIN: dict[str, tuple[Script, bool]] = {
    "400": (openai_error(400), False),
    "401": (openai_error(401), False),
    "429": (openai_error(429), True),
    "429, no quota": (openai_error(429, code="insufficient_quota"), False),
    "500": (openai_error(500), False),
    "502": (openai_error(502), True),
    "503": (openai_error(503), True),
    "504": (openai_error(504), True),
    "too long": (openai_error(400, LONG), False),
    "MiniMax, no balance": (json_reply(CHAT, BALANCE), False),
    "MiniMax, rate": (json_reply(CHAT, RATE), True),
    "a cut": (bare(b""), True),
    "a cut behind the headers": (Script(CHAT, (Cut(),)), True),
    "garbage": (stream(CHAT, [send("data: {oops\n\n")]), False),
}


@pytest.mark.parametrize(("script", "transient"), AGAIN.values(), ids=AGAIN)
def test_an_error_says_whether_asking_again_may_help(
    ask: Ask, backend: ScriptedBackend, script: Script, transient: bool
) -> None:
    backend.default(replace(script, path=CHAT))
    with pytest.raises(BackendError) as error:
        ask(HELLO, guards=ONCE)
    assert error.value.transient is transient


def test_only_what_is_wrong_with_the_request_would_be_wrong_elsewhere(
    ask: Ask, backend: ScriptedBackend
) -> None:
    told: dict[int, bool] = {}
    for status in (400, 401, 402, 403, 404, 422, 429, 500, 503):
        backend.default(openai_error(status))
        with pytest.raises(BackendError) as error:
            ask(HELLO, guards=ONCE)
        told[status] = error.value.elsewhere
    assert [status for status, elsewhere in told.items() if not elsewhere] == [400, 422]


def test_what_breaks_behind_the_end_of_an_answer_takes_nothing_from_it(
    ask: Ask, backend: ScriptedBackend
) -> None:
    end = event({"choices": [{"index": 0, "delta": {"content": "all"}, "finish_reason": "stop"}]})
    backend.default(Script(CHAT, (end, Cut())))
    assert "".join(d.text for d in ask(HELLO)) == "all"
