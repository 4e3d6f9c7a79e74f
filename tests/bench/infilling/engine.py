"""The embedded model's engine, asked once for each prompt; what it said is kept for the next run.

A greedy answer to the same prompt is the same but for near ties, which the engine's cache of prompts can
tip over.  Kept answers take that noise out of the comparison, and let a run after a change of m2lsp last
a minute instead of half an hour.
"""

import http.client
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from bench.session import cores
from bench.table import Unavailable
from m2lsp.backends.embedded.weights import DEFAULT, path, present

KEPT = Path(__file__).parents[3] / ".cache" / "bench" / "infilling.jsonl"
PATIENCE_S = 600


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, in the pieces in which it came; ``finish`` is why it ended."""

    pieces: list[str]
    finish: str

    @property
    def text(self) -> str:
        """All of it."""
        return "".join(self.pieces)


class Engine:
    """Greedy answers to raw prompts.  The process is started by the first prompt that is new."""

    def __init__(self, kept: Path = KEPT) -> None:
        """Read what was answered in earlier runs.

        Raises:
            Unavailable: the weights are not on this machine.
        """
        if not present(DEFAULT):
            raise Unavailable("The embedded model is not here. To have it: m2lsp model pull")
        self._kept, self._file = {}, kept
        self._open = ExitStack()
        self._ready: dict[str, str] | None = None
        if kept.exists():
            for line in kept.read_text(encoding="utf-8").splitlines():
                row = json.loads(line)
                key = _key(row.pop("prompt"), row.pop("max_tokens"))
                self._kept[key] = Answer(**row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def answer(self, prompt: Any, max_tokens: int) -> Answer:
        """The whole answer to a prompt (text, or token ids)."""
        key = _key(prompt, max_tokens)
        if key not in self._kept:
            self._kept[key] = self._asked(prompt, max_tokens)
            self._file.parent.mkdir(parents=True, exist_ok=True)
            row = {"prompt": prompt, "max_tokens": max_tokens, **asdict(self._kept[key])}
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        return self._kept[key]

    def _asked(self, prompt: Any, max_tokens: int) -> Answer:
        ready = self._ready or self._start()
        host = ready["address"].removeprefix("http://")
        connection = http.client.HTTPConnection(host, timeout=PATIENCE_S)
        body = {"prompt": prompt, "max_tokens": max_tokens, "temperature": 0, "top_k": 1, "stream": True}
        headers = {"Authorization": f"Bearer {ready['key']}", "Content-Type": "application/json"}
        connection.request("POST", "/v1/completions", json.dumps(body), headers)
        response = connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"the engine refused: {response.read()!r}")
        events = [line[6:] for line in response.read().decode().split("\n") if line.startswith("data: {")]
        connection.close()
        choices = [choice for event in events for choice in json.loads(event)["choices"]]
        return Answer([c["text"] for c in choices if c["text"]], choices[-1]["finish_reason"])

    def _start(self) -> dict[str, str]:
        """Start the process that m2lsp starts too, with all cores for it."""
        command = [sys.executable, "-P", "-m", "m2lsp.backends.embedded.server_main"]
        command += ["--model", str(path(DEFAULT)), "--name", DEFAULT.name, "--threads", str(cores())]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "OMP_WAIT_POLICY": "passive"},
        )
        self._open.enter_context(process)
        assert process.stdin is not None
        assert process.stdout is not None
        self._open.callback(process.stdin.close)  # it ends when its input does
        self._ready = json.loads(process.stdout.readline())
        return self._ready


def _key(prompt: Any, max_tokens: int) -> str:
    return json.dumps([prompt, max_tokens])
