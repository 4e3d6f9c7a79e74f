"""textDocument/didSave, workspace/didChangeWatchedFiles, didCreateFiles, didRenameFiles, didDeleteFiles."""

from collections.abc import Iterable

from lsprotocol import types

from m2lsp.lsp.documents import path_of
from m2lsp.lsp.session import Session
from m2lsp.lsp.watching import IGNORE_FILES


def did_save(session: Session, params: types.DidSaveTextDocumentParams) -> None:
    """The file's definitions are read anew."""
    _touched(session, [params.text_document.uri])


def did_change_watched_files(session: Session, params: types.DidChangeWatchedFilesParams) -> None:
    """Something else than the editor changed them, or the editor did."""
    _touched(session, [change.uri for change in params.changes])


def did_create_files(session: Session, params: types.CreateFilesParams) -> None:
    """The user made files or folders."""
    _touched(session, [file.uri for file in params.files])


def did_rename_files(session: Session, params: types.RenameFilesParams) -> None:
    """The user moved files or folders."""
    _touched(session, [uri for file in params.files for uri in (file.old_uri, file.new_uri)])


def did_delete_files(session: Session, params: types.DeleteFilesParams) -> None:
    """The user deleted files or folders."""
    _touched(session, [file.uri for file in params.files])


def _touched(session: Session, uris: Iterable[str]) -> None:
    paths = [path for path in map(path_of, uris) if path]
    if any(path.name in IGNORE_FILES for path in paths):
        session.indexing.look_through()
    session.indexing.touched(path for path in paths if path.name not in IGNORE_FILES)
