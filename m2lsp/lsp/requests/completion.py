"""textDocument/completion: ghost text for clients that have no inline completion."""

from lsprotocol import types

from m2lsp.lsp import from_proto, to_proto
from m2lsp.lsp.ghost_request import ghost_request, suggestions
from m2lsp.lsp.server import Server


def is_wanted(server: Server) -> bool:
    """By default only clients that show no ghost text of their own get it as an ordinary item."""
    wish = server.session.services.config.completion.ordinary
    client = server.session.client
    has_ghost = client.inline_completion or client.has("inlineCompletion")
    return wish == "always" or (wish == "auto" and not has_ghost)


def options() -> types.CompletionOptions:
    """No trigger characters: other servers' lists must not open because of us."""
    return types.CompletionOptions()


async def completion(server: Server, params: types.CompletionParams) -> types.CompletionList:
    """One item, marked as ours, sorted after every other server's."""
    session, client = server.session, server.session.client
    document = session.document(params.text_document.uri)
    items: list[types.CompletionItem] = []
    if document is not None:
        at = from_proto.offset(params.position, document, client.encoding)
        # Clients say "invoked" while the user merely types, so it is never taken as an explicit wish.
        request = ghost_request(session, document, at, invoked=False)
        for found in await suggestions(server, types.TEXT_DOCUMENT_COMPLETION, request):
            items.append(to_proto.completion_item(found, document, client.encoding, snippets=client.snippets))
    return types.CompletionList(is_incomplete=True, items=items)
