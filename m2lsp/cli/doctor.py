"""``m2lsp doctor``: what is configured, probed live; 1 if something keeps it from working."""

import argparse
import asyncio
import json
import os
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from m2lsp import __version__
from m2lsp.app import paths
from m2lsp.cli.services import loaded, workspace

if TYPE_CHECKING:
    from m2lsp.app.doctor import Finding

MARKS = {"ok": "[green]ok[/]", "note": "[yellow]note[/]", "bad": "[red]bad[/]"}
REQUESTS, MOST = 20, 1000  # of the bench
WIDE = 100_000  # columns, for a reader that is no terminal: a line a finding, however long


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "doctor",
        help="probe what is configured",
        description="Probe what is configured, and say what to do where it does not work. "
        "The endpoints are asked a dozen short questions.",
        epilog="example: m2lsp doctor",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object, for programs")
    parser.add_argument(
        "--bench",
        nargs="?",
        const=REQUESTS,
        type=_count,
        metavar="N",
        help=f"measure instead how long ghost text takes, with N requests ({REQUESTS} if not said)",
    )
    return parser


def _count(word: str) -> int:
    if not word.isdecimal() or not 0 < int(word) <= MOST:
        raise argparse.ArgumentTypeError(f"{word} is no number of requests from 1 to {MOST}")
    return int(word)


def run(args: argparse.Namespace) -> int:
    """A line a finding, as they come; or all of them at the end.  Or the latency table."""
    if args.bench:
        from m2lsp.cli import latency

        return latency.run(args.bench, as_json=args.json)
    return asyncio.run(_report(_Json() if args.json else _Table()))


class _Form(Protocol):
    """How the findings are shown."""

    def say(self, line: str) -> None:
        """What is being asked now."""

    def add(self, finding: "Finding") -> None:
        """One more."""

    def end(self, bad: int) -> None:
        """That was all; so many are bad."""

    def close(self) -> None:
        """Leave the terminal as it was, also when interrupted."""


async def _report(form: _Form) -> int:
    from m2lsp.app.doctor import Verdict

    bad = 0
    try:
        async with aclosing(_findings(form.say)) as findings:
            async for finding in findings:
                form.add(finding)
                bad += finding.verdict is Verdict.BAD
    finally:
        form.close()
    form.end(bad)
    return 1 if bad else 0


async def _findings(say: Callable[[str], None]) -> "AsyncGenerator[Finding, None]":
    from m2lsp.app.doctor import Finding, Verdict, examine
    from m2lsp.app.services import Services

    folder = workspace(Path.cwd())
    found = loaded(folder)
    for problem in found.problems:
        yield Finding(Verdict.BAD, "settings", problem)
    if found.sources or not found.problems:
        verdict = Verdict.NOTE if found.problems else Verdict.OK
        yield Finding(verdict, "settings", _where(found.sources))
    services = Services(found.config, [folder], os.environ)
    try:
        async with aclosing(examine(services, say)) as findings:
            async for finding in findings:
                yield finding
    finally:
        await services.close()


def _where(sources: Mapping[str, object]) -> str:
    """Which layers set anything."""
    layers = sorted({str(layer) for layer in sources.values()})
    return (
        f"from {', '.join(layers)}; the user's file is {paths.config_file()}"
        if layers
        else (f"all defaults; yours go into {paths.config_file()}")
    )


class _Table:
    """Rows in the terminal, and a spinner below them; plain lines where nothing can spin."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(highlight=False)
        if not self._console.is_terminal:
            self._console = Console(highlight=False, width=WIDE)
        self._status = self._console.status("looking at this machine")
        self._part = ""
        if self._console.is_terminal:
            self._status.start()

    def say(self, line: str) -> None:
        from rich.markup import escape

        self._status.update(escape(line))

    def add(self, finding: "Finding") -> None:
        from rich.table import Table
        from rich.text import Text

        if finding.part != self._part:
            self._part = finding.part
            self._console.print(f"\n[bold]{finding.part}[/]")
        row = Table.grid(padding=(0, 1, 0, 0))
        row.add_column(width=4)
        row.add_column(width=12)
        row.add_column()
        row.add_row(MARKS[finding.verdict.value], Text(finding.about), Text(finding.sentence))
        self._console.print(row)

    def close(self) -> None:
        self._status.stop()

    def end(self, bad: int) -> None:
        line = f"{bad} to mend" if bad else "usable as it is"
        self._console.print(f"\n[{'red' if bad else 'green'}]{line}[/]")


class _Json:
    """One object, once all is known."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []

    def say(self, line: str) -> None:
        """A program does not wait for signs of life."""

    def add(self, finding: "Finding") -> None:
        self._rows.append(asdict(finding))

    def close(self) -> None:
        """Nothing is left behind."""

    def end(self, bad: int) -> None:
        print(json.dumps({"version": __version__, "usable": not bad, "findings": self._rows}, indent=2))
