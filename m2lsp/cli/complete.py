"""``m2lsp complete FILE:LINE:COL``: one completion to standard output."""

import argparse
import asyncio
import sys
from typing import Any

from m2lsp.cli.places import Place, cursor
from m2lsp.cli.services import services
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request, Suggestion


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "complete",
        help="one completion, without an editor",
        description="Print what an editor would show as ghost text at a place.",
        epilog="example: m2lsp complete a.py:3:12",
    )
    parser.add_argument("place", type=cursor, metavar="FILE:LINE:COL", help="from 1, columns in characters")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print what an editor would show as ghost text; 1 if that is nothing."""
    found = asyncio.run(_complete(args.place))
    if isinstance(found, Drop):
        print(f"m2lsp: no completion: {found.detail or found.reason}", file=sys.stderr)
        return 1
    print(found.text)
    return 0


async def _complete(at: Place) -> Suggestion | Drop:
    from m2lsp.app import files
    from m2lsp.app.ghost import suggest
    from m2lsp.app.indexed import indexed

    provided = services(at.path)
    document = files.read(at.path)
    request = Request(
        document,
        at.span(document),
        provided.budget("completion"),
        folders=provided.folders,
        symbols=indexed(provided),
    )
    try:
        return await suggest(request, provided)
    finally:
        await provided.close()
