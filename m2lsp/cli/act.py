"""``m2lsp act NAME PLACE``: one code action, as a diff or written to the file.

Exit codes: 0 there is an edit or an answer, 1 there is none (standard error says why), 2 wrong usage, 3 there
is an edit, but the project's own check finds fault with it: it is shown, never written.
"""

import argparse
import asyncio
import sys
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from m2lsp import features
from m2lsp.app.files import absolute
from m2lsp.app.services import Services
from m2lsp.cli import diff
from m2lsp.cli.places import Place, place
from m2lsp.cli.services import services, workspace
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Answer, Diagnostic, Outcome, Proposal, Refusal, Request

FAILING = 3  # exit code of an edit that the project's check finds fault with
NAMES = tuple(row.name for row in features.ACTIONS)


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "act",
        help="one code action, without an editor",
        description=f"Run one code action: {', '.join(NAMES)}.",
        epilog="exit codes: 0 an edit or an answer, 1 none, 3 an edit that the project's check faults; "
        "example: m2lsp act rewrite a.py:4-9 --instruction 'use a dictionary'",
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
    parser.add_argument(
        "--check", action="store_true", help="have the project's own check run on a copy with the edit in it"
    )
    parser.add_argument("--apply", action="store_true", help="write the files instead of showing the diff")
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
        return 0
    for finding in outcome.failed:
        print(finding, file=sys.stderr)
    if outcome.failed:
        print("m2lsp: The edit does not pass the project's own check.", file=sys.stderr)
    if args.apply and not outcome.failed:
        _write(args.place.path, outcome)
    else:
        _show(outcome)
    return FAILING if outcome.failed else 0


def _write(path: Path, outcome: Proposal) -> None:
    from m2lsp.app import files

    changed = {_path(edit, path): edit for edit in outcome.edits}
    files.carry_out(changed, {new.path: new.text for new in outcome.created})
    print(f"{path}: {', '.join(outcome.checks)}", file=sys.stderr)


def _path(edit: DocumentEdit, path: Path) -> Path:
    """The file of the edit; the one that was named stays as it was named."""
    own = edit.document.path
    return path if own is None or own == absolute(path) else own


def _show(outcome: Proposal) -> None:
    for edit in outcome.edits:
        path = edit.document.path or Path(edit.document.name)
        diff.show(diff.unified(edit, diff.shown_name(path, workspace(path.parent))))
    for new in outcome.created:
        diff.show(diff.created(new.text, diff.shown_name(new.path, workspace(new.path.parent))))


async def _act(args: argparse.Namespace) -> Outcome:
    from m2lsp.app.actions import User, perform

    provided = services(args.place.path)
    try:
        request = _request(args, provided)
        user = User(_say, _ask, remember=args.thread, warn=_warn, check=args.check)
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
    if args.name in ("fix_diagnostic", "fix_all") and not args.message:
        raise Declined("Say with --message what the compiler or linter says there.")
    told = args.instruction or (args.name == "rewrite" and "m2:" in document.text)
    if args.name in ("rewrite", "change_signature") and not told:
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
