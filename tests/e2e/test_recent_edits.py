"""What the user changed a moment ago, from the editor's notifications to the model's prompt."""

from collections.abc import Mapping
from itertools import pairwise

import pytest
from lspclient import Client, Copy, Sessions
from scripted import ScriptedBackend, vllm_completion

CODE = "".join(f"def step_{number}(state):\n    return state\n\n\n" for number in range(40))


@pytest.fixture(autouse=True)
def answer(backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("None\n"))


def replace(client: Client, document: Copy, old: str, new: str) -> int:
    """Put ``new`` in the place of ``old``; the offset behind it."""
    at = document.text.index(old)
    client.change(document, at, at + len(old), new)
    return at + len(new)


def asked(client: Client, backend: ScriptedBackend, document: Copy, at: int) -> str:
    """The prompt of a request at that offset."""
    client.request(
        "textDocument/inlineCompletion", {**client.at(document, at), "context": {"triggerKind": 1}}
    )
    return backend.requests[-1].text


def prompt(
    sessions: Sessions, backend: ScriptedBackend, other: str, settings: Mapping[str, str] | None = None
) -> str:
    """The prompt while somebody types, after a change in a file of that name."""
    client = sessions.start(settings=settings)
    changed = client.open(sessions.workspace / other, CODE, "python")
    document = client.open(sessions.workspace / "here.py", CODE, "python")
    replace(client, changed, "step_7(state)", "step_7(state, time)")
    return asked(client, backend, document, replace(client, document, "return state", "return "))


TOLD = (
    "Changed in till.py a moment ago:\n"
    "```diff\n-def step_7(state):\n+def step_7(state, time):\n     return state\n```"
)


def test_a_change_in_another_document_is_told(sessions: Sessions, backend: ScriptedBackend) -> None:
    assert TOLD in prompt(sessions, backend, "till.py")


def test_it_can_be_switched_off(sessions: Sessions, backend: ScriptedBackend) -> None:
    told = prompt(sessions, backend, "till.py", {"M2LSP_CONTEXT_RECENT_EDITS": "false"})
    assert "Changed in" not in told


def test_a_change_in_an_ignored_file_is_never_told(sessions: Sessions, backend: ScriptedBackend) -> None:
    (sessions.workspace / ".m2lspignore").write_text("till.py\n")
    assert "step_7(state, time)" not in prompt(sessions, backend, "till.py")


def test_while_one_types_in_one_place_the_prompt_only_grows(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    client = sessions.start()
    document = client.open(sessions.workspace / "here.py", CODE, "python")
    replace(client, document, "step_7(state)", "step_7(state, time)")
    at, typed = replace(client, document, "step_30(state):\n    return state", "step_30(state):\n    "), []
    for key in "return next(state)":
        client.change(document, at, at, key)
        at += 1
        typed.append(asked(client, backend, document, at))
    assert all("+def step_7(state, time):" in told for told in typed)
    assert all(later.startswith(earlier) for earlier, later in pairwise(typed))
