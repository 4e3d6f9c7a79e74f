"""What came of each request: a line in the log and in the client's trace, and a count.

Lines say how long, from where, why not; never what a document holds.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from m2lsp.app.counts import CHANGED, DROPPED
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Answer, Outcome, Proposal, Refusal, Request, Suggestion
from m2lsp.core.stages import Record, recording
from m2lsp.lsp.session import Session

log = logging.getLogger(__name__)

KEEP_S = 30.0  # counts are written at most that often; who kills the server loses so much of them
CANCELLED = Drop("cancelled")
SUPERSEDED = Drop("superseded")


@dataclass(slots=True)
class GhostEntry:
    """What whoever answers a request for ghost text fills in; ``failed`` if an error is why there is none."""

    found: Suggestion | Drop = CANCELLED
    failed: bool = False

    def fail(self, reason: str) -> None:
        """An error, by its short name."""
        self.found, self.failed = Drop(reason), True


@dataclass(slots=True)
class ActionEntry:
    """What whoever runs an action fills in; nothing, if it was cancelled."""

    outcome: Outcome | None = None


class Account:
    """Keeps the account of a session."""

    def __init__(self, server: LanguageServer, session: Session) -> None:
        self._server = server
        self._session = session
        self._keeping = False

    @contextmanager
    def ghost_text(self, request: Request) -> Iterator[GhostEntry]:
        """Round a request for ghost text; the block fills in what it found, else it was cancelled."""
        entry, began = GhostEntry(), perf_counter()
        with recording() as record:
            try:
                yield entry
            except Exception as error:
                entry.fail(type(error).__name__)
                raise
            finally:
                ms = (perf_counter() - began) * 1000
                self._say(_ghost_line(entry.found, record, ms), _details(request, record))
                self._count(_names(entry, record))

    @contextmanager
    def action(self, name: str, request: Request) -> Iterator[ActionEntry]:
        """Round an action; the block fills in its outcome, else it was cancelled."""
        entry, began = ActionEntry(), perf_counter()
        with recording() as record:
            try:
                yield entry
            finally:
                ms = (perf_counter() - began) * 1000
                self._say(
                    f"{name.replace('_', ' ')}: {_outcome(entry.outcome)} in {ms:,.0f} ms",
                    _details(request, record),
                )

    def _say(self, line: str, details: str) -> None:
        log.info("%s", line)
        log.debug("%s", details)
        trace = self._server.protocol.trace
        if trace != types.TraceValue.Off:
            verbose = details if trace == types.TraceValue.Verbose else None
            self._server.log_trace(types.LogTraceParams(line, verbose))

    def _count(self, names: list[str]) -> None:
        self._session.counts.add(names)
        if not self._keeping:
            self._keeping = True
            self._session.background.start(self._keep())

    async def _keep(self) -> None:
        try:
            await asyncio.sleep(KEEP_S)
            await asyncio.to_thread(self._session.counts.keep)
        finally:
            self._keeping = False


def _ghost_line(found: Suggestion | Drop, record: Record, ms: float) -> str:
    if isinstance(found, Drop):
        return f"no ghost text: {found.reason}"
    source = {"memory": ", from memory", "flight": ", from a call under way"}.get(record.source, "")
    return f"ghost text: {len(found.text)} characters in {ms:.0f} ms{source}"


def _outcome(outcome: Outcome | None) -> str:
    match outcome:
        case Proposal():
            return "an edit"
        case Answer():
            return "an answer"
        case Refusal(reason=reason):
            return f"nothing ({reason})"
        case _:
            return "cancelled"


def _details(request: Request, record: Record) -> str:
    """A line for each thing that is known of the request."""
    document = request.document
    rows = [
        ("place", _place(request)),
        ("language", document.language_id),
        ("asked", "by the user" if request.invoked else "by the editor"),
        ("source", record.source),
        ("stages", ", ".join(f"{name} {ms:.1f} ms" for name, ms in record.stages.items())),
        ("tokens", _tokens(record)),
        ("cut", ", ".join(f"{name} {characters}" for name, characters in record.cuts)),
    ]
    return "\n".join(f"{name}: {told}" for name, told in rows if told)


def _place(request: Request) -> str:
    """Line numbers, counted from 1."""
    span, line_of = request.span, request.document.line_of
    first, last = line_of(span.start) + 1, line_of(max(span.start, span.end - 1)) + 1
    return f"line {first}" if first == last else f"lines {first} to {last}"


def _tokens(record: Record) -> str:
    if record.usage is None:
        return ""
    cached = f" ({record.usage.cached} cached)" if record.usage.cached else ""
    return f"{record.usage.prompt}{cached} in, {record.usage.completion} out"


def _names(entry: GhostEntry, record: Record) -> list[str]:
    """What to count (``m2lsp.app.counts``)."""
    names = ["asked", *(f"{CHANGED}{name}" for name, _ in record.cuts)]
    if record.source in ("memory", "flight"):
        names.append(record.source)
    if isinstance(entry.found, Suggestion):
        return [*names, "shown"]
    if entry.failed:
        return [*names, "failed"]
    if entry.found in (CANCELLED, SUPERSEDED):
        return [*names, entry.found.reason]
    return [*names, f"{DROPPED}{entry.found.reason}"]
