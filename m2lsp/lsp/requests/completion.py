"""textDocument/completion: ghost text for clients that have no inline completion."""

from lsprotocol import types

from m2lsp.app.ghost import carried
from m2lsp.app.loading import loaded
from m2lsp.core.feature import Request, Suggestion
from m2lsp.lsp import from_proto, to_proto
from m2lsp.lsp.ghost_request import ghost_request, suggestions
from m2lsp.lsp.server import Server


def is_wanted(server: Server) -> bool:
    """By default only clients that show no ghost text of their own get it as an ordinary item."""
    wish = server.session.services.config.completion.ordinary
    client = server.session.client
    has_ghost = client.inline_completion or client.has("inlineCompletion")
    return wish == "always" or (wish == "auto" and not has_ghost)


def options(server: Server) -> types.CompletionOptions:
    """No trigger characters: other servers' lists must not open because of us."""
    return types.CompletionOptions(resolve_provider=server.session.client.resolves_documentation or None)


async def completion(server: Server, params: types.CompletionParams) -> types.CompletionList:
    """One item, marked as ours, sorted after every other server's.

    Many clients show no list before all servers have answered, so this waits for a moment only.  The call to
    the model goes on, and the list is incomplete: at the next key the client asks again.
    """
    session = server.session
    document = session.document(params.text_document.uri)
    if document is None:
        return types.CompletionList(is_incomplete=True, items=[])
    at = from_proto.offset(params.position, document, session.client.encoding)
    # Clients say "invoked" while the user merely types, so it is never taken as an explicit wish.
    found = await _in_time(server, ghost_request(session, document, at, invoked=False))
    now = session.document(document.uri) or document
    left = (carried(each, document.text, now.text) for each in found)
    items = [to_proto.completion_item(each, now, session.client, session.offered) for each in left if each]
    return types.CompletionList(is_incomplete=True, items=items)


async def _in_time(server: Server, request: Request) -> tuple[Suggestion, ...]:
    """What is found within ``completion.ordinary_wait_ms``, else nothing; the work goes on then.

    What the first request has to load (the SDK: most of a second, once) is not counted.
    """
    await loaded()
    wait_s = server.session.services.config.completion.ordinary_wait_ms / 1000
    work = suggestions(server, types.TEXT_DOCUMENT_COMPLETION, request)
    return await server.session.background.within(wait_s, work) or ()
