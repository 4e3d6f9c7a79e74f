"""textDocument/didOpen."""

from lsprotocol import types

from m2lsp.core.document import Document
from m2lsp.lsp import documents
from m2lsp.lsp.session import Session


def did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Take the document as the client has it, and make ready for the first request about it."""
    document = documents.opened(params.text_document)
    session.documents[document.uri] = document
    session.upkeep.opened(document)
    session.background.start(_warm(session, document))


async def _warm(session: Session, document: Document) -> None:
    from m2lsp.app.warm import warm

    await warm(document, session.services)
