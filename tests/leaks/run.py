"""Every case of a row through a real server process: asked as an editor asks, judged by what it shows."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from lspclient import Copy
from scripted import CHAT, Request, Script, vllm_completion

from leaks.rows import Chunking, Row
from leaks.shapes import SENTINEL, THOUGHTS, Shape, Speech
from leaks.stage import Stage
from m2lsp.core.chat import Role

SOURCE = "def total(xs):\n    # m2: use sum\n    t = 0\n    for x in xs:\n        t += x\n    return t\n"
REWRITTEN = "def total(xs):\n    return sum(xs)\n"
REWRITE = f"```python\n{REWRITTEN}```"
EXPLANATION = "It adds up the items of `xs`, one by one."
HOLE = "def total(xs):\n    \n"
FILLING = "return sum(xs)"
_FOLDED = re.compile(r"<details>.*?</details>\n", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Case:
    """What became of one request.

    ``leaked``: thinking was in what the server told the editor, or in what it changed.  ``lost``: the thread
    does not hold thinking and answer byte for byte; ``None`` for ghost text, of which none is kept.
    ``wrong`` says in words what else was not as it must be.
    """

    provider: str
    shape: str
    feature: str
    chunking: str
    leaked: bool
    lost: bool | None
    wrong: str

    @property
    def well(self) -> bool:
        """Whether nothing leaked, nothing was lost, and the feature did what it is for."""
        return not (self.leaked or self.lost or self.wrong)


def run(row: Row, stage: Stage) -> Iterator[Case]:
    """Every shape of the row, in every chunking, for ghost text, an action, and an answer in words."""
    number = 0
    for shape, chunkings in row.shapes:
        for chunking in chunkings:
            for feature, play in FEATURES.items():
                number += 1
                before = tuple(map(len, _said(stage)))
                wrong, lost = play(stage, shape, chunking, stage.folder / f"case_{number}.py")
                told, sent, logged = (now[was:] for now, was in zip(_said(stage), before, strict=True))
                leaked = SENTINEL in json.dumps(told) or SENTINEL in logged
                wrong = wrong or _disorder(sent)
                yield Case(row.name, shape.name, feature, chunking.name, leaked, lost, wrong)


def _said(stage: Stage) -> tuple[list[Any], tuple[Request, ...], str]:
    """All that the server has said so far: to the editor, to the endpoint, to its log."""
    trace = stage.client.peer.trace.entries
    return [e.message for e in trace if e.direction == "s2c"], stage.backend.requests, stage.sessions.log


def _disorder(sent: Sequence[Request]) -> str:
    """What is wrong with the order of roles in a request: M2's template drops a later system message, and
    thinking before a user message (m2-wire, section 1).
    """
    for request in sent:
        roles = [m["role"] for m in request.json.get("messages", ())]
        if "system" in roles[1:] or any(pair == ("tool", "user") for pair in pairwise(roles)):
            return f"it was sent messages in the order {roles}"
    return ""


def _ghost(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """Ghost text: over chat in the row's shape; over raw completions a model that thinks nonetheless."""

    def over_chat(request: Request) -> Script:
        goes_on = "continue_final_message" in request.json
        said = f"{FILLING}\n" if goes_on else f"```python\n    {FILLING}\n```"
        return chunking.cut(shape.script(Speech(said, chunking.characters)))

    thought = f"<think>\n{THOUGHTS}" + ("</think>\n\n" if shape.answers else "") if shape.thinking else ""
    raw = f"{thought}{FILLING}\n" if shape.answers else thought
    stage.backend.default(over_chat, path=CHAT)
    stage.backend.default(chunking.cut(vllm_completion(raw, chunk=chunking.characters or len(raw))))
    texts = suggested(stage, stage.client.open(path, HOLE, "python"))
    return ("" if texts == [FILLING] * shape.answers else f"it suggests {texts}"), None


def _rewrite(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """An action: the document after it."""
    stage.backend.default(chunking.cut(shape.script(Speech(REWRITE, chunking.characters))))
    document = act(stage, path, "refactor.rewrite.m2lsp")
    expected = REWRITTEN if shape.answers else SOURCE
    wrong = "" if document.text == expected else f"the document is {document.text!r}"
    return wrong, _lost(stage, document, shape, REWRITE)


def _explain(stage: Stage, shape: Shape, chunking: Chunking, path: Path) -> tuple[str, bool | None]:
    """An answer in words: the transcript that is shown, its folded parts aside."""
    before = len(stage.client.heard("window/showDocument"))
    stage.backend.default(chunking.cut(shape.script(Speech(EXPLANATION, chunking.characters))))
    document = act(stage, path, "m2lsp.explain")
    shown = [stage.client.read(p["uri"]) for p in stage.client.heard("window/showDocument")[before:]]
    open_text = "".join(_FOLDED.sub("", text) for text in shown)
    wrong = ""
    if SENTINEL in open_text or "</think>" in open_text:
        wrong = f"the transcript shows {open_text!r}"
    elif shape.answers and f"\n{EXPLANATION}\n" not in open_text:
        wrong = f"the answer is not shown, but {open_text!r}"
    return wrong, _lost(stage, document, shape, EXPLANATION)


def suggested(stage: Stage, document: Copy) -> list[str]:
    """The ghost text for the hole in a document, asked for explicitly."""
    params = {**stage.client.at(document, len(HOLE) - 1), "context": {"triggerKind": 1}}
    return [item["insertText"] for item in stage.client.request("textDocument/inlineCompletion", params)]


def act(stage: Stage, path: Path, kind: str) -> Copy:
    """The document after the action of that kind, done as an editor does it."""
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
    """Whether the thread does not hold thinking and answer byte for byte, in each message of the model."""
    turns = stage.store.turns(document.uri)
    said = [m for turn in turns for m in turn.messages if m.role is Role.ASSISTANT]
    content = said[-1].content.removeprefix("\n\n") if said else ""
    expected = [shape.thinking + ("" if m.tool_calls else shape.call) for m in said]
    return not said or [m.reasoning for m in said] != expected or (shape.answers and content != answer)


FEATURES: dict[str, Callable[[Stage, Shape, Chunking, Path], tuple[str, bool | None]]] = {
    "ghost text": _ghost,
    "action": _rewrite,
    "chat": _explain,
}
