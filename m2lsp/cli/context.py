"""``m2lsp context FILE:LINE:COL``: exactly what would be sent for ghost text; nothing is sent."""

import argparse
import asyncio
import json
from dataclasses import asdict, replace
from typing import Any

from m2lsp.cli.places import cursor
from m2lsp.cli.services import services
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Request


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("context", help="show what would be sent")
    parser.add_argument(
        "place", nargs="?", type=cursor, metavar="FILE:LINE:COL", help="from 1, columns in characters"
    )
    parser.add_argument("--budget", type=_tokens, metavar="N", help="tokens, in place of the settings'")
    parser.add_argument("--json", action="store_true", help="as one JSON object")
    parser.add_argument("--batch", action="store_true", help="JSON lines in and out (see context_batch.py)")
    return parser


def run(args: argparse.Namespace) -> int:
    """Print the sections with their tokens and reasons, then the prompt itself."""
    if args.batch:
        from m2lsp.cli.context_batch import batch

        return batch()
    if args.place is None:
        raise Declined("Name the place: FILE:LINE:COL.")
    return _show(args)


def _show(args: argparse.Namespace) -> int:
    from m2lsp.app import files
    from m2lsp.app.indexed import indexed
    from m2lsp.app.preview import preview, summary

    provided = services(args.place.path)
    document = files.read(args.place.path)
    budget = provided.budget("completion")
    if args.budget:
        budget = replace(budget, context_tokens=args.budget)
    provided.permit(document)
    symbols = indexed(provided)
    request = Request(document, args.place.span(document), budget, folders=provided.folders, symbols=symbols)
    seen = asyncio.run(preview(request, provided))
    if args.json:
        print(json.dumps(asdict(seen), ensure_ascii=False))
        return 0
    print(summary(seen))
    for section in seen.sections:
        print(f"  {section.kind:14} {section.tokens:6} tokens  {section.path}: {section.reason}")
    print(f"\n{seen.prompt}")
    return 0


def _tokens(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of tokens")
    return int(text)
