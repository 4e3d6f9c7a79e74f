"""Whatever is typed, asked, cancelled, closed and answered in whatever order: each request has one answer."""

from dataclasses import dataclass, field
from itertools import count
from random import Random

import pytest
from lspclient import Client, Copy, Pending, Sessions
from lspclient.answers import ResponseError
from scripted import COMPLETIONS, Request, Script, ScriptedBackend, openai_error, vllm_completion, wait

STEPS = 120
CANCELLED = -32800
LINE = "total = compute(points)"
ANSWERS = (
    "compute(points)",
    "oints)",
    "(points)",
    "  ",
    "```\nx\n```",
    "<think>no",
    " = compute(points)",
    "s)",
)


@dataclass
class Typist:
    """Somebody who does anything at any time, in two documents, on an endpoint that answers at any time."""

    client: Client
    backend: ScriptedBackend
    sessions: Sessions
    random: Random
    documents: dict[str, Copy] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    cancelled: set[int] = field(default_factory=set)
    gates: int = 0

    def answer(self, number: int) -> Script:
        """One call's answer: at once or at gates, before its first word or behind its last."""
        said = self.random.choice(ANSWERS)
        match self.random.randrange(4):
            case 0:
                return vllm_completion(said)
            case 1:
                return vllm_completion(said, before=wait(f"gate {number}"))
            case 2:
                return vllm_completion(said, after=wait(f"gate {number}"))
            case _:
                return openai_error(500, "boom", path=COMPLETIONS)

    def do_anything(self) -> None:
        document = self.documents[self.random.choice(list(self.documents))]
        act = self.random.choice(
            [self.type_on, self.type_on, self.type_otherwise, self.ask, self.ask, self.ask]
        )
        rare = self.random.choice([self.cancel, self.release, self.reopen])
        (rare if self.random.random() < 0.25 else act)(document)

    def type_on(self, document: Copy) -> None:
        """The next key of the line, or a few at once, as if they were accepted."""
        end, typed = len(document.text), document.text.rpartition("\n")[2]
        new = LINE[len(typed) : len(typed) + self.random.choice((1, 1, 1, 8))] or "\n"
        self.client.change(document, end, end, new)

    def type_otherwise(self, document: Copy) -> None:
        """A key that no answer says.  Nothing is taken away: an answer on its way may point there."""
        self.client.change(document, len(document.text), len(document.text), "?")

    def ask(self, document: Copy) -> None:
        method = self.random.choice(("inlineCompletion", "inlineCompletion", "completion"))
        context = {"triggerKind": self.random.choice((1, 2, 2, 2))}
        params = {**self.client.at(document, len(document.text)), "context": context}
        self.pending.append(self.client.send(f"textDocument/{method}", params))

    def cancel(self, _: Copy) -> None:
        if self.pending:
            chosen = self.random.choice(self.pending[-3:])
            self.cancelled.add(chosen.id)
            chosen.cancel()

    def release(self, _: Copy) -> None:
        self.backend.release(f"gate {self.gates}")
        self.gates += 1

    def reopen(self, document: Copy) -> None:
        name = document.uri.rpartition("/")[2]
        self.client.close(document)
        self.documents[name] = self.client.open(self.sessions.workspace / name, document.text, "python")


@pytest.mark.parametrize("seed", range(6))
def test_each_request_has_one_answer_and_no_call_outlives_its_requests(
    sessions: Sessions, backend: ScriptedBackend, seed: int
) -> None:
    client = sessions.start(settings={"M2LSP_COMPLETION_ORDINARY": "always"})
    typist = Typist(client, backend, sessions, Random(seed))
    numbers = count()

    def answer(_: Request) -> Script:
        return typist.answer(next(numbers))

    backend.default(answer, path=COMPLETIONS)
    for name in ("a.py", "b.py"):
        typist.documents[name] = client.open(sessions.workspace / name, "points = []\n", "python")
    for _ in range(STEPS):
        typist.do_anything()
    for number in range(next(numbers) + STEPS):
        backend.release(f"gate {number}")

    for pending in typist.pending:
        try:
            assert pending.result() is not None
        except ResponseError as error:
            assert error.code == CANCELLED
            assert pending.id in typist.cancelled
    backend.wait_until(lambda: all(r.ended for r in backend.requests), "end of all calls")
    answered = [
        entry.message["id"]
        for entry in client.peer.trace.entries
        if entry.direction == "s2c" and "method" not in entry.message
    ]
    assert len(answered) == len(set(answered))
