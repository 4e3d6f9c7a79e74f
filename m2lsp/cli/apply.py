"""``m2lsp apply FILE``: a model's reply, from ``--reply`` or standard input, applied to files.

The reply may hold one fence (FILE's whole new text), search/replace blocks, or several files by name.
All of it is applied or none.  A fence that would delete definitions is taken for a part of the file and
refused, unless ``--whole`` says otherwise.  ``--batch`` reads JSON lines ``{"text", "search", "replace"}``
and writes ``{"text": new or null, "reason"}``; the reasons are those of ``m2lsp.edits.Reason``.

Exit codes: 0 applied (or, with ``--batch``, every line was answered), 1 refused, nothing was written.
"""

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m2lsp.app import files
from m2lsp.app.services import Services
from m2lsp.cli import diff
from m2lsp.cli.services import services
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop

if TYPE_CHECKING:
    from m2lsp.edits import FileEdits


def add_parser(subparsers: Any) -> argparse.ArgumentParser:
    """The subcommand's arguments."""
    parser: argparse.ArgumentParser = subparsers.add_parser("apply", help="apply a model's reply to files")
    parser.add_argument("file", nargs="?", type=Path, help="the file that changes without a name are about")
    parser.add_argument("--reply", type=Path, help="the reply's file; standard input without it")
    parser.add_argument("--diff", action="store_true", help="show what would change and write nothing")
    parser.add_argument(
        "--whole", action="store_true", help="take a fence for the whole file, whatever that deletes"
    )
    parser.add_argument("--batch", action="store_true", help="JSON lines in and out")
    return parser


def run(args: argparse.Namespace) -> int:
    """Apply, or say what is wrong with the reply."""
    if args.batch:
        return _batch()
    if args.file is None:
        raise Declined("Name the file that the reply is about.")
    workspace = _Workspace(services(args.file), files.absolute(args.file), args.file.as_posix())
    found = _edits(_reply(args.reply), workspace, whole=args.whole)
    if isinstance(found, Drop):
        anyway = " To apply it as it is, use --whole." if found.reason == "fragment" else ""
        print(f"m2lsp: nothing was changed: {found.detail}{anyway}", file=sys.stderr)
        return 1
    workspace.twice(found)
    (_show if args.diff else _write)(found, workspace)
    return 0


@dataclass(frozen=True, slots=True)
class _Workspace:
    """Where the reply's files are: ``named`` is the one of the command line, ``written`` its name there."""

    services: Services
    named: Path
    written: str

    @property
    def root(self) -> Path:
        return self.services.folders[0]

    @property
    def default(self) -> str:
        """The named file's path in the workspace."""
        return self.named.relative_to(self.root).as_posix()

    def place(self, path: str) -> Path:
        """The file of a path in the reply: the named one, else one inside the workspace.

        Raises:
            Declined: it is outside.
        """
        place = files.absolute(self.root / path)
        # A model that was shown one file often calls it by its bare name.
        if path in (self.default, self.written) or (path == self.named.name and not place.exists()):
            return self.named
        if not place.resolve().is_relative_to(self.root.resolve()):
            raise Declined(f"The reply names {path}, which is outside the project, so nothing was changed.")
        return place

    def read(self, path: str) -> Document | None:
        """The file of that path; ``None`` if there is none.

        Raises:
            Declined: it is outside, or the rules of trust forbid it.
        """
        place = self.place(path)
        self.services.permit(Document(place.as_uri(), "", path=place))
        return files.read(place) if place.exists() else None

    def twice(self, found: "FileEdits") -> None:
        """See that no file is named in two ways: one change would undo the other.

        Raises:
            Declined: one is.
        """
        places = [edit.document.path for edit in found.edits if edit.document.path]
        places += [self.place(whole.path) for whole in found.created]
        place, times = Counter(path.resolve() for path in places).most_common(1)[0]
        if times > 1:
            raise Declined(f"The reply names {place.name} in {times} ways, so nothing was changed.")


def _reply(file: Path | None) -> str:
    if file:
        return files.read(file).text
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise Declined("The reply is not UTF-8 text, so nothing was changed.") from None


def _edits(reply: str, workspace: _Workspace, *, whole: bool) -> "FileEdits | Drop":
    """What the reply does, checked."""
    from m2lsp import edits

    changes = edits.parse_reply(reply)
    if isinstance(changes, Drop):
        return changes
    found = edits.edit_files(changes, workspace.read, workspace.default, whole=whole)
    if isinstance(found, Drop):
        return found
    for edit in found.edits:
        checked = edits.check(edit, None)
        if isinstance(checked, Drop):
            return Drop(checked.reason, f"{edit.document.name}: {checked.detail}")
    return found


def _show(found: "FileEdits", workspace: _Workspace) -> None:
    for edit in found.edits:
        diff.show(diff.unified(edit, diff.shown_name(edit.document.path or Path(), workspace.root)))
    for whole in found.created:
        diff.show(diff.created(whole.text, diff.shown_name(workspace.place(whole.path), workspace.root)))


def _write(found: "FileEdits", workspace: _Workspace) -> None:
    changed = {edit.document.path: edit for edit in found.edits if edit.document.path}
    created = {workspace.place(whole.path): whole.text for whole in found.created}
    files.carry_out(changed, created)
    for path in changed:
        print(f"changed {diff.shown_name(path, workspace.root)}")
    for path in created:
        print(f"created {diff.shown_name(path, workspace.root)}")


def _batch() -> int:
    from m2lsp.edits import apply_block

    for line in sys.stdin:
        if line.strip():
            after = _one(line, apply_block)
            if isinstance(after, Drop):
                answer = {"text": None, "reason": str(after.reason)}
            else:
                answer = {"text": after, "reason": ""}
            print(json.dumps(answer), flush=True)  # ASCII: a text may hold what UTF-8 can't
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
