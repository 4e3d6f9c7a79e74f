"""textDocument/didOpen."""

from lsprotocol import types

from m2lsp.lsp import documents
from m2lsp.lsp.session import Session


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Take the document as the client has it."""
    session.documents[params.text_document.uri] = documents.opened(params.text_document)
