"""``m2lsp apply FILE``: a model's reply, from ``--reply`` or standard input, applied to files.

The reply may hold one fence (FILE's whole new text), search/replace blocks, or several files by name.
All of it is applied or none.  ``--batch`` reads JSON lines ``{"text", "search", "replace"}`` and writes
``{"text": new or null, "reason"}``; the reasons are those of ``m2lsp.edits.Reason``.

Exit codes: 0 applied (or, with ``--batch``, every line was answered), 1 refused, nothing was written.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from m2lsp.app import files
from m2lsp.app.services import Services
from m2lsp.cli.diff import show
from m2lsp.cli.services import services
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("apply", help="apply a model's reply to files")
    parser.add_argument("file", nargs="?", type=Path, help="the file that changes without a name are about")
    parser.add_argument("--reply", type=Path, help="the reply's file; standard input without it")
    parser.add_argument("--diff", action="store_true", help="show what would change and write nothing")
    parser.add_argument("--batch", action="store_true", help="JSON lines in and out")
    return parser


def run(args: argparse.Namespace) -> int:
    """Apply, or say what is wrong with the reply."""
    if args.batch:
        return _batch()
    if args.file is None:
        raise Declined("Name the file that the reply is about.")
    from m2lsp import edits

    provided = services(args.file)
    reply = files.read(args.reply).text if args.reply else sys.stdin.read()
    changes = edits.parse_reply(reply)
    found = (
        changes
        if isinstance(changes, Drop)
        else edits.edit_files(changes, lambda path: _read(path, args.file, provided), args.file.as_posix())
    )
    if isinstance(found, Drop):
        print(f"m2lsp: nothing was changed: {found.detail}", file=sys.stderr)
        return 1
    for edit in found.edits:
        checked = edits.check(edit, None)
        if isinstance(checked, Drop):
            print(f"m2lsp: nothing was changed: {edit.document.name}: {checked.detail}", file=sys.stderr)
            return 1
    _write(found, provided, diff=args.diff)
    return 0


def _read(path: str, named: Path, provided: Services) -> Document | None:
    """The file of that path, from the command line as it is, from the reply inside the workspace only."""
    place = named if path == named.as_posix() else _inside(path, provided)
    if not place.exists():
        return None
    document = files.read(place)
    provided.permit(document)
    return document


def _inside(path: str, provided: Services) -> Path:
    root = provided.folders[0]
    place = root / path
    if not place.resolve().is_relative_to(root.resolve()):
        raise Declined(f"The reply names {path}, which is outside the project, so nothing was changed.")
    return place


def _write(found: Any, provided: Services, *, diff: bool) -> None:
    root = provided.folders[0]
    created = [(_inside(whole.path, provided), whole.text) for whole in found.created]
    for path, _ in created:
        provided.permit(Document(path.as_uri(), "", path=path))
    for edit in found.edits:
        name = (
            edit.document.path.relative_to(root).as_posix()
            if edit.document.path.is_relative_to(root)
            else edit.document.name
        )
        if diff:
            show(edit, name)
        else:
            files.write(edit.document.path, edit.after)
            print(f"changed {name}")
    for path, text in created:
        if not diff:
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, text)
        print(f"{'would create' if diff else 'created'} {path.relative_to(root).as_posix()}")


def _batch() -> int:
    from m2lsp.edits import apply_block

    for line in sys.stdin:
        if line.strip():
            after = _one(line, apply_block)
            if isinstance(after, Drop):
                answer = {"text": None, "reason": str(after.reason)}
            else:
                answer = {"text": after, "reason": ""}
            print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 0


def _one(line: str, apply_block: Any) -> str | Drop:
    try:
        case = json.loads(line)
        text, search, replace = (case[name] for name in ("text", "search", "replace"))
    except (ValueError, KeyError, TypeError):
        return Drop("bad input", 'A line must be {"text": …, "search": …, "replace": …}.')
    if not all(isinstance(part, str) for part in (text, search, replace)):
        return Drop("bad input", "All three must be strings.")
    done: str | Drop = apply_block(text, search, replace)
    return done
