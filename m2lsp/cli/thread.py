"""``m2lsp thread list|show``: conversations on disk."""

import argparse
import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from m2lsp.app.services import Services
from m2lsp.cli.services import services
from m2lsp.core.errors import Declined


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "thread",
        help="conversations on disk",
        description="Show the conversations that are kept on disk.",
        epilog="example: m2lsp thread show a.py",
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="list|show")
    verbs.add_parser("list", help="all threads, newest first")
    show = verbs.add_parser("show", help="one document's thread, as Markdown")
    show.add_argument("file", type=Path)
    return parser


def run(args: argparse.Namespace) -> int:
    """Print a list or a transcript."""
    provided = services()
    try:
        return _list(provided) if args.verb == "list" else _show(args.file, provided)
    finally:
        asyncio.run(provided.close())


def _list(provided: Services) -> int:
    from m2lsp.app.transcripts import readable

    threads = provided.store.threads()
    if not threads:
        print("There are no conversations yet. Code actions begin one for the document they are used on.")
    for info in threads:
        when = datetime.fromtimestamp(info.updated, UTC).strftime("%Y-%m-%d %H:%M UTC")
        print(f"{when}  {info.turns:4} {'turn ' if info.turns == 1 else 'turns'}  {readable(info.uri)}")
    return 0


def _show(file: Path, provided: Services) -> int:
    from m2lsp.app import transcripts

    uri = transcripts.uri_of(file, provided)
    if not provided.store.turns(uri):
        raise Declined(f"There is no conversation about {file}. `m2lsp thread list` shows those there are.")
    print(transcripts.render(uri, provided))
    return 0
