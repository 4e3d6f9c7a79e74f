"""The estimate of tokens, from what the endpoint counts in one session to the prompts of the next."""

from asking import INVOKED, ask
from lspclient import Client, Sessions
from scripted import COMPLETIONS, Request, Script, ScriptedBackend, events, stream

CODE = "".join(f"def step_{number}(state):\n    return state\n\n\n" for number in range(400))
AT = CODE.index("return state\n\n\ndef step_200")
DENSE = 2  # characters a token


def counting(request: Request) -> Script:
    """An answer with a count of the prompt at its end."""
    usage = {"prompt_tokens": len(request.text) // DENSE, "completion_tokens": 1}
    said = {"choices": [{"index": 0, "text": "None", "finish_reason": None}]}
    end = {"choices": [{"index": 0, "text": "", "finish_reason": "stop"}]}
    return stream(COMPLETIONS, events(said, end, {"choices": [], "usage": usage}))


def prompts(client: Client, sessions: Sessions, backend: ScriptedBackend) -> list[str]:
    """Of six requests in one place."""
    before = len(backend.requests)
    document = client.open(sessions.workspace / "a.py", CODE, "python")
    for _ in range(6):
        client.change(document, AT, AT, "x")
        ask(client, document, AT + 1, INVOKED).result()
    return [request.text for request in backend.requests[before:]]


def shown(client: Client, sessions: Sessions) -> str:
    """What the command says of the prompt."""
    uri = (sessions.workspace / "a.py").as_uri()
    command = {"command": "m2lsp.showContext", "arguments": [uri, {"line": 1, "character": 4}]}
    client.request("workspace/executeCommand", command)
    [written] = sessions.home.rglob("context*.md")
    return written.read_text()


def test_what_the_endpoint_counts_holds_from_the_next_session_on(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    backend.default(counting, path=COMPLETIONS)
    settings = {"M2LSP_COMPLETION_ALTERNATIVES": "1"}
    first = sessions.start(settings=settings)
    before = prompts(first, sessions, backend)
    assert max(map(len, before)) - min(map(len, before)) < 10  # one estimate from start to end
    assert "by what is known of the family" in shown(first, sessions)
    first.leave()
    second = sessions.start(settings=settings)
    after = prompts(second, sessions, backend)
    assert max(map(len, after)) < 0.75 * min(map(len, before))
    assert "2 characters a token, as the endpoint counted; off by 0% on the average" in shown(
        second, sessions
    )
