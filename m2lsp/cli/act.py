"""``m2lsp act NAME PLACE``: one code action, as a diff or written to the file.

Exit codes: 0 there is an edit or an answer, 1 there is none (standard error says why).
"""

import argparse
import asyncio
import sys
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from m2lsp import features
from m2lsp.app.services import Services
from m2lsp.cli import diff
from m2lsp.cli.places import Place, place
from m2lsp.cli.services import services, workspace
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Answer, Diagnostic, Outcome, Refusal, Request

NAMES = tuple(row.name for row in features.ACTIONS)


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "act",
        help="one code action, without an editor",
        description=f"Run one code action: {', '.join(NAMES)}.",
        epilog="example: m2lsp act rewrite a.py:4-9 --instruction 'use a dictionary'",
    )
    parser.add_argument(
        "name",
        type=_name,
        metavar="NAME",
        help=", ".join(NAMES),
    )
    parser.add_argument("place", type=place, metavar="FILE:LINE[:COL][-LINE[:COL]]")
    parser.add_argument("--instruction", default="", help="what to do, in your words")
    parser.add_argument("--message", default="", help="the diagnostic to fix")
    parser.add_argument("--apply", action="store_true", help="write the file instead of showing the diff")
    parser.add_argument("--thread", action="store_true", help="make this a turn of the document's thread")
    return parser


def _name(text: str) -> str:
    if text in NAMES:
        return text
    near = get_close_matches(text, NAMES, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(NAMES)}"
    raise argparse.ArgumentTypeError(f"there is no action {text!r}; {hint}")


def run(args: argparse.Namespace) -> int:
    """Run the action and show or write what comes of it."""
    outcome = asyncio.run(_act(args))
    if isinstance(outcome, Refusal):
        print(f"m2lsp: {outcome.sentence}", file=sys.stderr)
        return 1
    if isinstance(outcome, Answer):
        print(outcome.text.strip())
    elif args.apply:
        from m2lsp.app import files

        files.carry_out({args.place.path: outcome.edit})
        print(f"{args.place.path}: {', '.join(outcome.checks)}", file=sys.stderr)
    else:
        path = outcome.edit.document.path or args.place.path
        diff.show(diff.unified(outcome.edit, diff.shown_name(path, workspace(path.parent))))
    return 0


async def _act(args: argparse.Namespace) -> Outcome:
    from m2lsp.app.actions import User, perform

    provided = services(args.place.path)
    try:
        request = _request(args, provided)
        user = User(_say, _ask, remember=args.thread, warn=_warn)
        return await perform(args.name, request, provided, user)
    finally:
        print(end="\r\x1b[K" if sys.stderr.isatty() else "", file=sys.stderr, flush=True)
        await provided.close()


def _request(args: argparse.Namespace, provided: Services) -> Request:
    from m2lsp.app import files, transcripts
    from m2lsp.app.indexed import indexed

    at: Place = args.place
    document = files.read(at.path)
    if args.thread:  # an editor may have begun it under another spelling
        document = replace(document, uri=transcripts.uri_of(at.path, provided))
    span = at.span(document)
    if args.name == "fix_diagnostic" and not args.message:
        raise Declined("Say with --message what the compiler or linter says there.")
    if args.name == "rewrite" and not args.instruction and "m2:" not in document.text:
        raise Declined("Say with --instruction what to change.")
    problems = (Diagnostic(span, args.message),) if args.message else ()
    return Request(
        document,
        span,
        provided.budget("chat"),
        problems,
        args.instruction,
        folders=provided.folders,
        symbols=indexed(provided),
    )


def _say(line: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def _warn(sentence: str) -> None:
    print(end="\r\x1b[K" if sys.stderr.isatty() else "", file=sys.stderr)
    print(f"m2lsp: {sentence}", file=sys.stderr)


async def _ask(_: str) -> str | None:
    return None
