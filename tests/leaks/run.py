"""Every case of a row through a real server process: asked as an editor asks, judged by what it shows."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lspclient import Client, Copy
from scripted import CHAT, COMPLETIONS, Request, Script, ScriptedBackend, vllm_completion

from leaks.rows import Chunking, Row
from leaks.shapes import SENTINEL, Shape, Speech
from m2lsp.core.chat import Role
from m2lsp.threads import ThreadStore

SOURCE = "def total(xs):\n    # m2: use sum\n    t = 0\n    for x in xs:\n        t += x\n    return t\n"
REWRITTEN = "def total(xs):\n    return sum(xs)\n"
REWRITE = f"```python\n{REWRITTEN}```"
EXPLANATION = "It adds up the items of `xs`, one by one."
HOLE = "def total(xs):\n    \n"
FILLING = "return sum(xs)"
_FOLDED = re.compile(r"<details>.*?</details>\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Stage:
    """A running server process for one provider, what it talks to, and where it keeps its threads."""

    client: Client
    backend: ScriptedBackend
    folder: Path
    store: ThreadStore


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one request; ``wrong`` says in words what was not as it must be, if anything."""

    provider: str
    shape: str
    feature: str
    chunking: str
    leaked: bool
    lost: bool | None
    wrong: str


def run(row: Row, stage: Stage) -> Iterator[Case]:
    """Every shape of the row, in every chunking, for ghost text, an action, and an answer in words."""
    number = 0
    for shape, chunkings in row.shapes:
        for chunking in chunkings:
            for feature, play in _FEATURES.items():
                number += 1
                name = stage.folder / f"case_{number}.py"
                heard = len(stage.client.peer.trace.entries)
                wrong, lost = play(stage, shape, chunking, name)
                said = [e.message for e in stage.client.peer.trace.entries[heard:] if e.direction == "s2c"]
                leaked = SENTINEL in json.dumps(said)
                yield Case(row.provider, shape.name, feature, chunking.name, leaked, lost, wrong)


def _ghost(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """Ghost text: over chat in the row's shape; over raw completions the code alone."""

    def over_chat(request: Request) -> Script:
        goes_on = "continue_final_message" in request.json
        said = FILLING + "\n" if goes_on else f"```python\n    {FILLING}\n```"
        return chunking.cut(shape.script(Speech(said, chunking.characters)))

    stage.backend.default(over_chat, path=CHAT)
    stage.backend.default(chunking.cut(vllm_completion(FILLING + "\n", chunk=chunking.characters or 99)))
    document = stage.client.open(path, HOLE, "python")
    asked = stage.backend.requests
    params = {**stage.client.at(document, len(HOLE) - 1), "context": {"triggerKind": 1}}
    items = stage.client.request("textDocument/inlineCompletion", params)
    texts = [item["insertText"] for item in items]
    over = {r.path for r in stage.backend.requests[len(asked) :]}
    expected = [FILLING] if shape.answers or over == {COMPLETIONS} else []
    return ("" if texts == expected else f"it suggests {texts}"), None


def _rewrite(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """An action: the document after it."""
    document = _acted(stage, path, "refactor.rewrite.m2lsp", chunking, shape, REWRITE)
    expected = REWRITTEN if shape.answers else SOURCE
    wrong = "" if document.text == expected else f"the document is {document.text!r}"
    return wrong, _lost(stage, document, shape, REWRITE)


def _explain(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """An answer in words: the transcript that is shown, its folded parts aside."""
    before = len(stage.client.heard("window/showDocument"))
    document = _acted(stage, path, "m2lsp.explain", chunking, shape, EXPLANATION)
    shown = [stage.client.read(p["uri"]) for p in stage.client.heard("window/showDocument")[before:]]
    open_text = "".join(_FOLDED.sub("", text) for text in shown)
    wrong = ""
    if SENTINEL in open_text or "</think>" in open_text:
        wrong = f"the transcript shows {open_text!r}"
    elif shape.answers and f"\n{EXPLANATION}\n" not in open_text:
        wrong = f"the answer is not shown, but {open_text!r}"
    return wrong, _lost(stage, document, shape, EXPLANATION)


def _acted(stage: Stage, path: Path, kind: str, chunking: Chunking, shape: Shape, answer: str) -> Copy:
    """The document after the action of that kind."""
    stage.backend.default(chunking.cut(shape.script(Speech(answer, chunking.characters))))
    client, document = stage.client, stage.client.open(path, SOURCE, "python")
    params: dict[str, Any] = {
        "textDocument": {"uri": document.uri},
        "range": document.range(0, len(SOURCE)),
        "context": {"diagnostics": [], "only": [kind]},
    }
    chosen = next(a for a in client.request("textDocument/codeAction", params) if a["kind"] == kind)
    if "command" not in chosen:
        chosen = client.request("codeAction/resolve", chosen)
    if "edit" in chosen:
        client.apply(chosen["edit"])
    if "command" in chosen:
        command = chosen["command"]
        wanted = {"command": command["command"], "arguments": command.get("arguments", [])}
        client.request("workspace/executeCommand", wanted)
    return document


def _lost(stage: Stage, document: Copy, shape: Shape, answer: str) -> bool:
    """Whether the thread does not hold the thinking byte for byte, or the answer with something in it."""
    (turn,) = stage.store.turns(document.uri)
    said = [m for m in turn.messages if m.role is Role.ASSISTANT]
    content = said[0].content.removeprefix("\n\n") if said else ""
    return [m.reasoning for m in said] != [shape.thinking] or (shape.answers and content != answer)


_FEATURES: dict[str, Callable[[Stage, Shape, Chunking, Path], tuple[str, bool | None]]] = {
    "ghost text": _ghost,
    "action": _rewrite,
    "chat": _explain,
}
