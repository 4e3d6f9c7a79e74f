"""``m2lsp try``: the whole thing on a sample project, in the terminal, with the embedded model.

It shows what an editor would show: ghost text in grey after the cursor, a fix as a diff, the
conversation with its thinking folded, and the time that each took.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m2lsp.cli.program import command
from m2lsp.core.errors import M2lspError

if TYPE_CHECKING:
    from m2lsp.app.services import Services
    from m2lsp.config import Config
    from m2lsp.core.chat import Backend

SAMPLE = Path(__file__).parent / "sample"
PATIENCE_S = 300.0  # seconds that a scene may take: two loaded cores need one of these minutes


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "try",
        help="see it work on a sample project",
        description="Show ghost text, a fix and a conversation on a sample project.",
        epilog="example: m2lsp try --configured",
    )
    parser.add_argument(
        "--configured", action="store_true", help="with the endpoint of your settings, not the embedded model"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Fetch the weights if they are missing, play the scenes, say how to go on; 1 if none worked."""
    from m2lsp.cli import stage

    if not args.configured:
        from m2lsp.cli.model import ensure

        ensure()
    with tempfile.TemporaryDirectory(prefix="m2lsp-try-") as folder:
        project = _copy(Path(folder))
        worked = asyncio.run(_play(project, configured=args.configured))
    if not worked:
        print(f"m2lsp: nothing worked; {command()} doctor may say why.", file=sys.stderr)
        return 1
    stage.what_next(command())
    return 0


def _copy(folder: Path) -> Path:
    project = folder / "sample"
    project.mkdir()
    for file in SAMPLE.iterdir():
        if file.is_file():
            (project / file.name).write_bytes(file.read_bytes())
    return project


async def _play(project: Path, *, configured: bool) -> int:
    """How many scenes worked; one that fails says so and the next goes on."""
    from m2lsp.cli import scenes, stage

    services = _services(project, configured=configured)
    worked = 0
    try:
        model = await services.model("completion")
        stage.opening(model.backend.name, small=not configured)
        if not configured:
            with stage.waiting("loading the model…"):
                await _load(model.backend)
        for scene in scenes.ALL:
            try:
                worked += await scene(project, services)
            except M2lspError as error:
                stage.failed(str(error))
        stage.conversation(scenes.turns(project, services))
    finally:
        await services.close()
    return worked


async def _load(backend: "Backend") -> None:
    """Have the model loaded before anything is timed: the file may be cold and the machine busy."""
    from contextlib import aclosing

    from m2lsp.core.chat import RawPrompt

    async with aclosing(backend.stream(RawPrompt(("x = ",), max_tokens=1))) as deltas:
        async for _ in deltas:
            pass


def _services(project: Path, *, configured: bool) -> "Services":
    """The embedded model with small prompts (half a second each on two cores), or the user's settings;
    the conversation goes into the sample's own folder, not among the user's.
    """
    from m2lsp import config
    from m2lsp.app import paths
    from m2lsp.app.services import Services

    small = {
        "endpoint": {"provider": "embedded"},
        "completion": {"context_tokens": 400, "max_tokens": 48},
        "chat": {"context_tokens": 1000, "max_tokens": 512, "history_tokens": 1000},
    }
    found = config.load(
        environment=os.environ if configured else {},
        user_file=paths.config_file() if configured else None,
        project_files=[],
        editor=None if configured else small,
    )
    for problem in found.problems:
        print(f"m2lsp: {problem}", file=sys.stderr)
    return Services(_patient(found.config), [project], os.environ, data=project.parent / "data")


def _patient(config: "Config") -> "Config":
    """The settings with time for a busy machine: who tries this waits, as nobody does while typing."""
    return replace(
        config,
        completion=replace(config.completion, deadline_s=max(PATIENCE_S, config.completion.deadline_s)),
        chat=replace(config.chat, deadline_s=max(PATIENCE_S, config.chat.deadline_s)),
    )
