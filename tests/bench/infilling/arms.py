"""The two ways in which a case is completed: plain fill-in-the-middle, and m2lsp's whole server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from scripted import COMPLETIONS, Request, Script, ScriptedBackend, event, stream

from bench.infilling.cases import Case, Place
from bench.infilling.engine import Answer, Engine
from bench.session import M2LSP, Started, started
from m2lsp.backends.embedded.weights import DEFAULT
from m2lsp.profiles import QWEN_CODER

# Room for the longest of the missing lines, 136 characters; a suggestion is 128 at most by default.
MAX_TOKENS = 64
PATIENCE_S = 600
SETTINGS = {
    "M2LSP_PROVIDER": "llama.cpp",
    "M2LSP_MODEL": DEFAULT.name,
    "M2LSP_COMPLETION_DEBOUNCE_MS": "0",
    "M2LSP_COMPLETION_MAX_TOKENS": str(MAX_TOKENS),
    "M2LSP_COMPLETION_DEADLINE_S": str(PATIENCE_S),
    "M2LSP_ENDPOINT_FIRST_BYTE_TIMEOUT_S": str(PATIENCE_S),
}
_DROPPED = re.compile(r"no ghost text: (.*)")


@dataclass(frozen=True, slots=True)
class Completed:
    """The document with a line more in it; ``shown`` is that line, and if none, ``dropped`` says why."""

    text: str
    shown: str
    dropped: str = ""


def plain_prompt(case: Case, place: Place) -> str:
    """What a client without any context sends."""
    fim = QWEN_CODER.fim
    assert fim is not None
    return f"{fim.prefix.text}{place.before(case)}{fim.suffix.text}{place.after(case)}{fim.middle.text}"


def plain(engine: Engine, case: Case, place: Place) -> Completed:
    """The first line of the answer that is not blank, as the benchmark cuts a single line's answer."""
    line = engine.answer(plain_prompt(case, place), MAX_TOKENS).text.strip("\n").split("\n")[0]
    ending = "" if place.after(case).startswith("\n") else "\n"
    return Completed(f"{place.before(case)}{line}{ending}{place.after(case)}", line)


@dataclass(slots=True)
class Ours:
    """m2lsp in an editor; ``same`` counts the cases in which it asked what plain asks."""

    server: Started
    backend: ScriptedBackend
    same: int = 0

    def complete(self, case: Case, place: Place) -> Completed:
        """Ask for ghost text at the place, and accept what is shown first."""
        client, seen, before = self.server.client, len(self.backend.requests), place.before(case)
        name = re.sub(r"\W", "_", f"{case.task_id} {place.title}")
        document = client.open(self.server.workspace / f"{name}.py", before + place.after(case), "python")
        at = {**client.at(document, len(before)), "context": {"triggerKind": 1}}
        items = _items(client.request("textDocument/inlineCompletion", at, PATIENCE_S))
        client.close(document)
        asked = self.backend.requests[seen:]
        self.same += bool(asked) and asked[0].json["prompt"] == plain_prompt(case, place)
        if not items:
            return Completed(document.text, "", self._last_drop())
        edit = {"range": items[0]["range"], "newText": items[0]["insertText"]}
        return Completed(document.with_edits([edit]), items[0]["insertText"])

    def _last_drop(self) -> str:
        """The reason in the log, which is there before the answer is sent."""
        found = _DROPPED.findall(self.server.log)
        return found[-1] if found else "no reason in the log"


@contextmanager
def ours(engine: Engine) -> Iterator[Ours]:
    """The server, with the engine behind an endpoint that streams as llama.cpp does."""
    with ScriptedBackend() as backend:
        backend.default(lambda request: _played(engine, request), path=COMPLETIONS)
        with started(M2LSP, {**SETTINGS, "M2LSP_BASE_URL": backend.url}) as server:
            yield Ours(server, backend)


def _played(engine: Engine, request: Request) -> Script:
    asked = request.json
    answer: Answer = engine.answer(asked["prompt"], asked["max_tokens"])
    head = {"id": "kept", "object": "text_completion", "created": 0, "model": asked["model"]}
    texts = [{"index": 0, "text": piece, "finish_reason": None} for piece in answer.pieces]
    last = {"index": 0, "text": "", "finish_reason": answer.finish}
    return stream(COMPLETIONS, [event({**head, "choices": [choice]}) for choice in (*texts, last)])


def _items(result: list | dict | None) -> list[dict]:
    return result["items"] if isinstance(result, dict) else result or []
