"""From what a model said to an edit of several files, all of it or nothing."""

from m2lsp import edits
from m2lsp.agent.workspace import Workspace
from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import NewFile, Proposal, Request
from m2lsp.core.text import Span
from m2lsp.edits import Reason, Whole
from m2lsp.index.rules import Rules
from m2lsp.index.secrets import leftover


def propose_files(said: str, request: Request, rules: Rules, *, new: bool = False) -> Proposal | Drop:
    """The edit that the words make of files of the workspace, if each of them passes the checks.

    With ``new`` it may bring files that there are not yet, where they might be read.

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
            missing.extend([] if new and document.reason == "no file" else [document])
            return None
        return document

    done = edits.edit_files(changes, read, workspace.shown(request.document))
    if missing:  # said before what would come of it: a file that may not be read is none to make anew
        return Drop(Reason.UNKNOWN_FILE, missing[0].detail)
    if isinstance(done, Drop):
        return done
    return _checked(done.edits, tuple(_new(file, request) for file in done.created), request)


def _new(file: Whole, request: Request) -> DocumentEdit:
    """The new file as an edit of one without text, in the workspace folder of the document at hand."""
    here = request.document.path
    folders = [f for f in request.folders if here and here.is_relative_to(f)] or request.folders
    path = folders[0] / file.path
    text = file.text if file.text.endswith("\n") else f"{file.text}\n"
    return DocumentEdit(Document(path.as_uri(), "", path=path), (Edit(Span(0, 0), text),))


def _checked(
    made: tuple[DocumentEdit, ...], fresh: tuple[DocumentEdit, ...], request: Request
) -> Proposal | Drop:
    if len({edit.document.uri for edit in (*made, *fresh)}) < len(made) + len(fresh):
        return Drop(Reason.OVERLAP, "One file is named in two ways. Name each file by its one path.")
    passed: dict[str, None] = {}
    for edit in (*made, *fresh):
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
    counts = [f"changes {len(made)} files"] if others else []
    counts += [f"makes {len(fresh)} new file{'s' if fresh[1:] else ''}"] if fresh else []
    created = tuple(NewFile(e.document.path, e.after) for e in fresh if e.document.path)
    return Proposal(own, (*counts, *passed), others, created=created)
