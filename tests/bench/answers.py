"""Bad answers and good ones through the whole server: what the document is once they are accepted.

The cases are those of ``tests/postprocess/answers``, each sent whole and in small pieces.  A bad answer ends
*clean* if the document is what the case says, *dropped* if nothing is shown, *leaked* otherwise; a good one
is *kept* to the letter, *changed* or *dropped*.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from marks import Marked, parse
from scripted import ScriptedBackend, vllm_completion
from suggestions import Case, read_cases

from bench.session import M2LSP, Started, started
from bench.table import Row

ANSWERS = Path(__file__).parents[1] / "postprocess" / "answers"
METHOD = "textDocument/inlineCompletion"
WHOLE = 1_000_000
SIZES = {"whole": WHOLE, "in pieces of 1": 1, "in pieces of 3": 3, "in pieces of 7": 7}
# As the case says, nothing shown, neither of the two, and (to be none) not asked of the model.
VERDICTS = {
    "bad": ("clean", "dropped", "leaked", "answered from memory"),
    "good": ("kept", "dropped", "changed", "answered from memory"),
}


def measure() -> list[Row]:
    """Each kind of answer in each way of sending it, with a server of its own, which remembers none."""
    return [row for kind in VERDICTS for how in SIZES for row in _rows(kind, how)]


def _rows(kind: str, how: str) -> list[Row]:
    cases = _read(kind)
    with ScriptedBackend() as backend:
        settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
        with started(M2LSP, {"M2LSP_PROVIDER": "vllm", **settings}) as server:
            scene = _Scene(server, backend, SIZES[how])
            found = Counter(scene.verdict(case, number) for number, case in enumerate(cases))
    names = VERDICTS[kind]
    counts = {name: found[verdict] for verdict, name in enumerate(names)}
    return [
        Row(f"{kind} answers, {how}: {name}", count, f"of {len(cases)}")
        for name, count in counts.items()
        if count or name != names[-1]
    ]


def _read(kind: str) -> list[Case]:
    """The cases with a cursor; ghost text knows no selection."""
    cases = [case for path in sorted((ANSWERS / kind).iterdir()) for case in read_cases(path)]
    return [case for case in cases if parse(case.before).span.empty]


@dataclass(frozen=True, slots=True)
class _Scene:
    """An editor at a server whose model says what a case says, in pieces of ``size`` characters."""

    server: Started
    backend: ScriptedBackend
    size: int

    def verdict(self, case: Case, number: int) -> int:
        """Which of a kind's four ``VERDICTS`` it is."""
        before, seen = _marked(case.before, case), len(self.backend.requests)
        self.backend.default(vllm_completion(case.reply, chunk=self.size))
        after = self._accepted(case, f"case_{number}", before)
        if len(self.backend.requests) == seen:
            return 3
        wanted = _marked(case.after, case).text if case.after else before.text
        if case.after and after == wanted:
            return 0
        return 1 if after == before.text else 2

    def _accepted(self, case: Case, name: str, before: Marked) -> str:
        client = self.server.client
        document = client.open(self.server.workspace / name, before.text, case.language)
        at = {**client.at(document, before.cursor), "context": {"triggerKind": 1}}
        result = client.request(METHOD, at)
        client.close(document)
        items = result["items"] if isinstance(result, dict) else result or []
        edits = [{"range": item["range"], "newText": item["insertText"]} for item in items[:1]]
        return document.with_edits(edits)


def _marked(text: str, case: Case) -> Marked:
    return parse(text.replace("\n", case.eol))
