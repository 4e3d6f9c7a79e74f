"""From what a model said to an edit of several files, all of it or nothing."""

from m2lsp import edits
from m2lsp.agent.workspace import Workspace
from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Proposal, Request
from m2lsp.edits import Reason
from m2lsp.index.rules import Rules
from m2lsp.index.secrets import leftover


def propose_files(said: str, request: Request, rules: Rules) -> Proposal | Drop:
    """The edit that the words make of files of the workspace, if each of them passes the checks.

    Reads files and parses: call it in a thread.
    """
    changes = edits.parse_reply(said)
    if isinstance(changes, Drop):
        return changes
    workspace = Workspace(request, rules, mask_secrets=False)
    missing: list[Drop] = []

    def read(name: str) -> Document | None:
        document = workspace.document(name)
        if isinstance(document, Drop):
            missing.append(document)
            return None
        return document

    done = edits.edit_files(changes, read, workspace.shown(request.document))
    if missing:  # said before what would come of it: a file that may not be read is none to make anew
        return Drop(Reason.UNKNOWN_FILE, missing[0].detail)
    return done if isinstance(done, Drop) else _checked(done.edits, request)


def _checked(made: tuple[DocumentEdit, ...], request: Request) -> Proposal | Drop:
    if len({edit.document.uri for edit in made}) < len(made):
        return Drop(Reason.OVERLAP, "One file is named in two ways. Name each file by its one path.")
    passed: dict[str, None] = {}
    for edit in made:
        name = edit.document.name
        if placeholder := leftover(edit.after, edit.document.text):
            return Drop("masked", f"{placeholder} stands for a value that is not known. Leave it out.")
        found = edits.check(edit, None)
        if isinstance(found, Drop):
            return Drop(found.reason, f"{name}: {found.detail}")
        passed |= dict.fromkeys(found)
    here = request.document.uri
    own = next((edit for edit in made if edit.document.uri == here), DocumentEdit(request.document, ()))
    others = tuple(edit for edit in made if edit is not own)
    checks = (f"changes {len(made)} files", *passed) if others else tuple(passed)
    return Proposal(own, checks, others)
