"""What other language servers know, asked through the client, from its answer to the model's prompt."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asking import INVOKED, ask, shown
from lspclient import Client, Copy, ResponseError, Sessions, answers
from scripted import CHAT, ScriptedBackend, vllm_chat, vllm_completion

METHOD = "m2lsp/symbolContext"
HAS_IT = {"m2lsp": {"extensions": ["symbolContext"]}}
SOURCE = "import ovens\n\n\ndef bake(loaf):\n    oven = ovens.warm(200)\n    \n    return oven\n"
CURSOR = SOURCE.index("\n    return")
SIGNATURE = "def warm(degrees: int, *, fan: bool = True) -> Oven"
HEADING = "What other language servers know of names in it:"
PATIENCE_S = 20
Answer = Callable[[Client, dict], Any]


def place(name: str, text: object, path: str = "/usr/lib/ovens/core.py", **more: object) -> dict:
    return {
        **{"name": name, "relation": "definition", "uri": Path(path).as_uri(), "line": 3, "text": text},
        **more,
    }


class Editor:
    """Somebody who types in a client that answers as told."""

    def __init__(self, sessions: Sessions, answer: Answer, **settings: str) -> None:
        self.client = sessions.start(options=HAS_IT, answers={METHOD: answer}, settings=settings)
        self.document = self.client.open(sessions.workspace / "a.py", SOURCE, "python")

    def key(self, backend: ScriptedBackend, character: str = "o") -> str:
        """Type it where the cursor is; the prompt of the request behind it."""
        at = self.document.text.index("\n    return")
        self.client.change(self.document, at, at, character)
        shown(self.client, self.document, at + 1)
        return backend.requests[-1].text

    def key_after_answer(self, backend: ScriptedBackend, text: str) -> str:
        """The first prompt behind a key that has the text."""
        end = time.monotonic() + PATIENCE_S
        while text not in (prompt := self.key(backend)):
            assert time.monotonic() < end, prompt
        return prompt

    @property
    def questions(self) -> list[dict]:
        return self.client.heard(METHOD)


@pytest.fixture(autouse=True)
def answer(backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("None\n"))
    backend.default(vllm_chat("It bakes."), path=CHAT)


def explained(client: Client, document: Copy) -> None:
    """Have the action *explain* run."""
    params = {
        "textDocument": {"uri": document.uri},
        "range": document.range(CURSOR, CURSOR),
        "context": {"diagnostics": [], "only": ["m2lsp.explain"]},
    }
    found = client.request("textDocument/codeAction", params)
    command = found[0]["command"]
    client.request("workspace/executeCommand", {k: command[k] for k in ("command", "arguments")})


def test_ghost_text_uses_what_was_told_after_an_earlier_key(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = Editor(sessions, answers.constant({"symbols": [place("warm", SIGNATURE)]}))
    assert HEADING not in editor.key(backend)
    prompt = editor.key_after_answer(backend, HEADING)
    assert f"{HEADING}\n```python\novens/core.py:\n{SIGNATURE}\n```" in prompt


def test_the_nearest_names_are_asked_for_where_they_stand(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = Editor(sessions, answers.constant({"symbols": []}))
    editor.key(backend)
    editor.client.wait_for(METHOD)
    asked = editor.questions[0]
    names = {each["name"]: each["position"] for each in asked["symbols"]}
    assert asked["textDocument"] == {"uri": editor.document.uri, "version": 2}
    assert names == {
        "oven": {"line": 6, "character": 11},
        "warm": {"line": 4, "character": 17},
        "ovens": {"line": 4, "character": 11},
        "loaf": {"line": 3, "character": 9},
        "bake": {"line": 3, "character": 4},
    }
    assert {each["want"] for each in asked["symbols"]} == {"definition"}


def test_what_is_known_is_not_asked_for_again(sessions: Sessions, backend: ScriptedBackend) -> None:
    editor = Editor(sessions, answers.constant({"symbols": []}))
    editor.key(backend)
    editor.client.wait_for(METHOD)
    for key in "ven":
        editor.key(backend, key)
    assert len(editor.questions) == 1


def test_ghost_text_does_not_wait_for_a_client_that_is_at_it(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = Editor(sessions, answers.silence)
    assert HEADING not in editor.key(backend)
    assert len(backend.requests) == 1
    assert len(editor.questions) == 1


def test_an_action_waits_and_sees_uses_of_what_the_cursor_is_in(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    asked = threading.Event()

    def answer(client: Client, params: dict) -> dict:
        asked.set()
        uses = [each["name"] for each in params["symbols"] if each["want"] == "references"]
        found = [place(name, "bread = bake(dough)", relation="reference") for name in uses]
        return {"symbols": [*found, place("warm", SIGNATURE)]}

    editor = Editor(sessions, answer)
    explained(editor.client, editor.document)
    assert asked.is_set()
    prompt = str(backend.requests[-1].body)
    assert "bread = bake(dough)" in prompt
    assert SIGNATURE in prompt


def test_an_action_goes_on_without_a_client_that_never_answers(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    editor = Editor(sessions, answers.silence, M2LSP_CONTEXT_NEIGHBOURS_MS="1")
    explained(editor.client, editor.document)
    assert HEADING not in str(backend.requests[-1].body)


def test_a_client_that_does_not_say_it_can_is_not_asked(sessions: Sessions, backend: ScriptedBackend) -> None:
    client = sessions.start()
    document = client.open(sessions.workspace / "a.py", SOURCE, "python")
    shown(client, document, CURSOR)
    assert client.heard(METHOD) == []


def test_it_can_be_switched_off(sessions: Sessions, backend: ScriptedBackend) -> None:
    editor = Editor(sessions, answers.null, M2LSP_CONTEXT_NEIGHBOURS_MS="0")
    editor.key(backend)
    assert editor.questions == []


def test_what_the_rules_keep_back_is_kept_back_here_too(sessions: Sessions, backend: ScriptedBackend) -> None:
    (sessions.workspace / ".m2lspignore").write_text("hidden.py\n")
    hidden = str(sessions.workspace / "hidden.py")
    told = {"symbols": [place("warm", "def hidden()", hidden), place("oven", "class Oven")]}
    editor = Editor(sessions, answers.constant(told))
    assert "def hidden()" not in editor.key_after_answer(backend, "class Oven")


BAD: dict[str, object] = {
    "null": None,
    "a number": 7,
    "a text": "warm",
    "a list": [place("warm", SIGNATURE)],
    "symbols that are none": {"symbols": "warm"},
    "symbols of other things": {"symbols": [None, 7, "x", [], {}, {"name": "warm"}]},
    "a name not asked for": {"symbols": [place("other", SIGNATURE)]},
    "an unknown relation": {"symbols": [place("warm", SIGNATURE, relation="cousin")]},
    "a relation that is no text": {"symbols": [place("warm", SIGNATURE, relation=["definition"])]},
    "a line before the first": {"symbols": [place("warm", SIGNATURE, line=-1)]},
    "a line that is no number": {"symbols": [place("warm", SIGNATURE, line="3")]},
    "no text": {"symbols": [place("warm", " \n```\n")]},
    "a text that is none": {"symbols": [place("warm", 7)]},
    "a place that is none": {"symbols": [place("warm", SIGNATURE, uri=None)]},
    "an address with a NUL": {"symbols": [place("warm", "", uri="file:///a%00b.py")]},
    "no object's keys": {"symbols": [{"class": 1, "1": 2, "": 3}]},
}


@pytest.mark.parametrize("told", BAD.values(), ids=BAD.keys())
def test_a_bad_answer_harms_nothing(sessions: Sessions, backend: ScriptedBackend, told: object) -> None:
    editor = Editor(sessions, answers.constant(told))
    editor.key(backend)
    editor.client.wait_for(METHOD)
    assert HEADING not in editor.key(backend, "v")
    assert "Traceback" not in sessions.log


def test_an_error_harms_nothing_and_after_three_nothing_is_asked(
    sessions: Sessions, backend: ScriptedBackend
) -> None:
    def fails(client: Client, params: dict) -> None:
        raise ResponseError(-32803, "No.")

    editor = Editor(sessions, fails)
    end = time.monotonic() + PATIENCE_S
    while "are not asked any more" not in sessions.log:
        assert HEADING not in editor.key(backend)
        assert time.monotonic() < end
    editor.key(backend)
    assert len(editor.questions) == 3


def test_the_command_that_shows_the_context_names_it(sessions: Sessions, backend: ScriptedBackend) -> None:
    editor = Editor(sessions, answers.constant({"symbols": [place("warm", SIGNATURE)]}))
    place_ = editor.client.at(editor.document, CURSOR)["position"]
    arguments = [editor.document.uri, place_]
    editor.client.request(
        "workspace/executeCommand", {"command": "m2lsp.showContext", "arguments": arguments}
    )
    [written] = (sessions.workspace.parent / "home").rglob("context*.md")
    assert "definition of warm, by another language server" in written.read_text()


def test_an_invoked_request_does_not_wait_either(sessions: Sessions, backend: ScriptedBackend) -> None:
    editor = Editor(sessions, answers.silence, M2LSP_COMPLETION_ALTERNATIVES="1")
    ask(editor.client, editor.document, CURSOR, INVOKED).result()
    assert HEADING not in backend.requests[-1].text
