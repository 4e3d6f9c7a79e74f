"""textDocument/inlineCompletion."""

from lsprotocol import types

from m2lsp.lsp import from_proto, to_proto
from m2lsp.lsp.ghost_request import ghost_request, suggestion
from m2lsp.lsp.server import Server


async def inline_completion(
    server: Server, params: types.InlineCompletionParams
) -> list[types.InlineCompletionItem]:
    """Ghost text for the cursor, or an empty list."""
    session = server.session
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    invoked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
    selected = params.context.selected_completion_info
    at = from_proto.offset(params.position, document, session.client.encoding)
    request = ghost_request(
        session, document, at, invoked=invoked, selected=selected.text if selected else ""
    )
    found = await suggestion(server, types.TEXT_DOCUMENT_INLINE_COMPLETION, request)
    return [to_proto.inline_completion_item(found, document, session.client.encoding)] if found else []
