"""``m2lsp try``: the whole thing on a sample project, in the terminal, with the embedded model.

It shows what an editor would show: ghost text in grey after the cursor, a fix as a diff, the
conversation with its thinking folded, and the time that each took.
"""

import argparse
import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from m2lsp.app.services import Services

SAMPLE = Path(__file__).parent / "sample"


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("try", help="see it work on a sample project")
    parser.add_argument(
        "--configured", action="store_true", help="with the endpoint of your settings, not the embedded model"
    )
    return parser


def run(args: argparse.Namespace) -> int:
    """Fetch the weights if they are missing, play the scenes, say how to go on."""
    from m2lsp.cli import stage

    if not args.configured:
        from m2lsp.cli.model import ensure

        ensure()
    with tempfile.TemporaryDirectory(prefix="m2lsp-try-") as folder:
        project = _copy(Path(folder))
        asyncio.run(_play(project, configured=args.configured))
    stage.what_next()
    return 0


def _copy(folder: Path) -> Path:
    project = folder / "sample"
    project.mkdir()
    for file in SAMPLE.iterdir():
        if file.is_file():
            (project / file.name).write_bytes(file.read_bytes())
    return project


async def _play(project: Path, *, configured: bool) -> None:
    from m2lsp.cli import scenes, stage

    services = _services(project, configured=configured)
    try:
        model = await services.model("completion")
        stage.opening(model.backend.name, small=not configured)
        for scene in scenes.ALL:
            await scene(project, services)
    finally:
        await services.close()


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
    return Services(found.config, [project], os.environ, data=project.parent / "data")
