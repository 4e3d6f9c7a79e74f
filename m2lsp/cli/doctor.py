"""``m2lsp doctor``: what is configured, probed live; 1 if the main job can't work."""

import argparse
import asyncio
import platform
from pathlib import Path
from typing import Any

from m2lsp import __version__
from m2lsp.app import paths
from m2lsp.cli.services import loaded, workspace

MARKS = {"ok": "[green]ok  [/]", "note": "[yellow]note[/]", "bad": "[red]bad [/]"}


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "doctor",
        help="probe what is configured",
        description="Probe what is configured, and say what to do where it does not work.",
        epilog="example: m2lsp doctor",
    )
    return parser


def run(_: argparse.Namespace) -> int:
    """One line a finding."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)

    def line(verdict: str, about: str, sentence: str) -> None:
        console.print(f"{MARKS[verdict]} {about:11} {escape(sentence)}")

    folder = workspace(Path.cwd())
    found = loaded(folder)
    line("ok", "m2lsp", f"{__version__} on Python {platform.python_version()}, {platform.system()}")
    for problem in found.problems:
        line("bad", "settings", problem)
    if found.sources or not found.problems:
        line("note" if found.problems else "ok", "settings", _where(found.sources))
    return 1 if asyncio.run(_examine(found.config, folder, line)) else 0


async def _examine(config: Any, folder: Path, line: Any) -> int:
    """How many findings are bad."""
    import os

    from m2lsp.app.doctor import Verdict, examine
    from m2lsp.app.services import Services

    services = Services(config, [folder], os.environ)
    bad = 0
    try:
        async for finding in examine(services):
            line(finding.verdict.value, finding.about, finding.sentence)
            bad += finding.verdict is Verdict.BAD
    finally:
        await services.close()
    return bad


def _where(sources: Any) -> str:
    """Which layers set anything."""
    layers = sorted({str(layer) for layer in sources.values()})
    return (
        f"from {', '.join(layers)}; the user's file is {paths.config_file()}"
        if layers
        else (f"all defaults; yours go into {paths.config_file()}")
    )
