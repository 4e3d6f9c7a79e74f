"""A session's messages with their times, and what is wrong with them."""

import copy
import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Lock

from vendored.lsp_validate import Model, Session

_METAMODEL = Path(__file__).parents[1] / "vendored" / "metaModel.json"


@cache
def _model() -> Model:
    return Model(_METAMODEL)


@dataclass(frozen=True, slots=True)
class Entry:
    """``seconds`` since the session began; ``direction`` is ``c2s`` or ``s2c``."""

    seconds: float
    direction: str
    message: dict


@dataclass
class Trace:
    """All messages of a session in the order in which the client saw them."""

    entries: list[Entry] = field(default_factory=list)
    _hung_up: int | None = None
    _began: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def add(self, direction: str, message: dict) -> None:
        with self._lock:
            self.entries.append(Entry(time.monotonic() - self._began, direction, message))

    def hang_up(self) -> None:
        """Note that the client has gone without a word."""
        with self._lock:
            self._hung_up = len(self.entries)

    def from_server(self, method: str) -> list[dict]:
        """The parameters of the server's requests and notifications of one method."""
        found = [e.message for e in self.entries if e.direction == "s2c"]
        return [m.get("params") or {} for m in found if m.get("method") == method]

    def findings(self, unsaid: Iterable[str] = ()) -> list[str]:
        """What the server did that the protocol does not allow, a line each; our own methods are allowed.

        ``unsaid`` are capabilities that count as advertised.
        """
        session = Session(_model(), strict=True)
        for number, entry in enumerate(self.entries):
            if entry.direction == "c2s":
                session.c2s(number, _with_capabilities(entry.message, unsaid))
            else:
                session.s2c(number, entry.message)
        session.finish()
        return [
            f"{i['severity']} #{i['message']} {i['where']}: {i['what']}"
            for i in session.issues
            if not i["where"].startswith("m2lsp/") and not self._ended_otherwise(i)
        ]

    def _ended_otherwise(self, issue: dict) -> bool:
        """Whether a request was answered as cancelled because the user ended its progress, or the client
        the session or the connection: LSP has no other code for any of them.
        """
        if issue["what"] != "RequestCancelled without a cancel":
            return False
        earlier = {e.message.get("method") for e in self.entries[: issue["message"]] if e.direction == "c2s"}
        ends = {"shutdown", "window/workDoneProgress/cancel"}
        gone = self._hung_up is not None and issue["message"] >= self._hung_up
        return gone or not earlier.isdisjoint(ends)

    def write(self, path: Path) -> None:
        """Keep the trace as JSON lines, to look at after a failure."""
        with path.open("w") as file:
            for e in self.entries:
                line = {"t": round(e.seconds, 4), "dir": e.direction, "msg": e.message}
                file.write(json.dumps(line) + "\n")


def _with_capabilities(message: dict, names: Iterable[str]) -> dict:
    """``initialize`` as if it named these capabilities too; other messages as they are."""
    if message.get("method") != "initialize":
        return message
    message = copy.deepcopy(message)
    for name in names:
        *path, last = name.split(".")
        place = message["params"]["capabilities"]
        for part in path:
            place = place.setdefault(part, {})
        place[last] = True
    return message
