"""textDocument/didClose."""

from lsprotocol import types

from m2lsp.lsp.session import Session


def did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Forget the document; its thread stays on disk."""
    session.documents.pop(params.text_document.uri, None)
    session.recent_edits.closed(params.text_document.uri)
    session.suggestions.closed(params.text_document.uri)
    session.neighbours.closed(params.text_document.uri)
    session.upkeep.closed(params.text_document.uri)
    session.changed(params.text_document.uri)
