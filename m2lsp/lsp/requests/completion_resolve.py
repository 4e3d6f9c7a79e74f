"""completionItem/resolve: show the whole of a suggestion beside the list, once the user looks at it."""

from lsprotocol import types

from m2lsp.lsp.server import Server


async def completion_item_resolve(server: Server, item: types.CompletionItem) -> types.CompletionItem:
    """The item with its text as documentation; an item of another server's, or an old one, as it came."""
    preview = server.session.offered.preview(item.data)
    if preview:
        item.documentation = types.MarkupContent(types.MarkupKind.Markdown, preview)
    return item
