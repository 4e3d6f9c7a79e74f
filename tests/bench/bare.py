"""The baseline: a pygls server that answers inline completion with nothing, and does nothing else."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1")


@server.feature(types.TEXT_DOCUMENT_INLINE_COMPLETION, types.InlineCompletionOptions())
async def inline_completion(params: types.InlineCompletionParams) -> list[types.InlineCompletionItem]:
    """Answer at once."""
    return []


server.start_io()
