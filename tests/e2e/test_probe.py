"""A real server finds out by itself how its endpoint can be asked, and nobody waits for it."""

import time

from impostors import vllm
from lspclient import Client, Copy, Sessions
from scripted import CHAT, COMPLETIONS, Request, Script, ScriptedBackend, openai_error, vllm_chat, wait
from scripted import vllm_completion as raw

SOURCE = "def add(a, b):\n    \n\n\nprint(add(1, 2))\n"
CURSOR = SOURCE.index("\n\n\n")
PROBES = {"M2LSP_ENDPOINT_PROBE": "true"}


def shown(client: Client, document: Copy) -> list[str]:
    """What is suggested once something was typed, so that nothing is remembered."""
    client.change(document, len(document.text), len(document.text), "\n")
    params = {**client.at(document, CURSOR), "context": {"triggerKind": 2}}
    return [item["insertText"] for item in client.request("textDocument/inlineCompletion", params)]


def router(request: Request) -> Script:
    """Chat of a vLLM behind a router; what asks to think is held back until the test says so."""
    if "continue_final_message" in request.json:
        return vllm_chat("return a + b\n```")
    return vllm_chat("ready", reasoning="hm", before=wait("thought"))


def opened(sessions: Sessions, **settings: str) -> tuple[Client, Copy]:
    client = sessions.start(settings={**PROBES, **settings})
    return client, client.open(sessions.workspace / "a.py", SOURCE, "python")


def kept(sessions: Sessions) -> bool:
    return (sessions.home / "cache" / "m2lsp" / "manners.json").exists()


def type_until_kept(client: Client, document: Copy, sessions: Sessions) -> None:
    """Ask for ghost text again and again, as somebody who types does, until it is known how."""
    limit = time.monotonic() + 20
    while not kept(sessions):
        assert time.monotonic() < limit
        shown(client, document)


def test_ghost_text_works_before_the_probe_has_ended_and_takes_what_it_found_afterwards(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(router, path=CHAT)
    backend.default(raw("return b + a\n"))
    client, document = opened(sessions)
    asked = backend.wait_for_request(1)
    assert asked.path == CHAT
    assert shown(client, document) == ["return b + a"]
    assert asked.ended is None

    backend.default(openai_error(404, "Not Found", path=COMPLETIONS))
    backend.release("thought")
    type_until_kept(client, document, sessions)
    assert shown(client, document) == ["return a + b"]
    assert backend.requests[-1].json["continue_final_message"] is True


def test_the_next_start_takes_what_was_found_and_asks_nothing(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(router, path=CHAT)
    backend.default(openai_error(404, "Not Found", path=COMPLETIONS))
    backend.release("thought")
    first, document = opened(sessions)
    type_until_kept(first, document, sessions)
    first.leave()

    before = len(backend.requests)
    client, document = opened(sessions)
    assert shown(client, document) == ["return a + b"]
    assert [r.path for r in backend.requests[before:]] == [CHAT]


def test_a_shutdown_does_not_wait_for_the_probe(sessions: Sessions, backend: ScriptedBackend) -> None:
    backend.default(router, path=CHAT)
    client, _ = opened(sessions)
    backend.wait_for_request(1)
    client.leave()
    backend.wait_for_abort(1)


def test_without_ghost_text_the_endpoint_for_actions_is_asked_all_the_same(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(vllm("minimax_m2_append_think", tool_parser=False), path=CHAT)
    client, document = opened(sessions, **{"M2LSP_COMPLETION_ENABLED": "false"})
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, len(SOURCE)),
        "context": {"diagnostics": [], "only": ["m2lsp.explain"]},
    }
    limit = time.monotonic() + 20
    while not kept(sessions):
        assert time.monotonic() < limit
        (action,) = client.request("textDocument/codeAction", params)
    command = action["command"]
    wanted = {"command": command["command"], "arguments": command["arguments"]}
    client.request("workspace/executeCommand", wanted)
    assert "tools" not in backend.requests[-1].json
    (shown,) = client.heard("window/showDocument")
    assert "<think>" not in client.read(shown["uri"])
