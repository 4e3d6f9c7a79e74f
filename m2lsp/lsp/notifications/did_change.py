"""textDocument/didChange."""

import logging

from lsprotocol import types

from m2lsp.lsp import documents
from m2lsp.lsp.ghost_request import look_ahead
from m2lsp.lsp.session import Session

log = logging.getLogger(__name__)


def did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Make the changes on the document as it was."""
    identifier = params.text_document
    before = session.documents.get(identifier.uri)
    if before is None:
        log.warning("a change of a document that was never opened was ignored")
        return
    document, edits = documents.changed(
        before, identifier.version, params.content_changes, session.client.encoding
    )
    session.documents[identifier.uri] = document
    session.recent_edits.changed(before, edits, document)
    session.upkeep.changed(document, edits)
    session.changed(identifier.uri)
    if (behind := session.suggestions.changed(document, edits)) is not None:
        session.counts.add(["taken"])
        look_ahead(session, document, behind)
