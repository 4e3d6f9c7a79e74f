"""textDocument/inlineCompletion."""

from dataclasses import replace

from lsprotocol import types

from m2lsp.app.ghost import carried
from m2lsp.core.document import Document
from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Encoding, Span
from m2lsp.lsp import from_proto, to_proto
from m2lsp.lsp.ghost_request import ghost_request, suggestions
from m2lsp.lsp.server import Server


async def inline_completion(
    server: Server, params: types.InlineCompletionParams
) -> list[types.InlineCompletionItem]:
    """Ghost text for the cursor, or an empty list.

    With an item chosen in an open completion list, ghost text goes on from that item: editors show
    nothing else beside the list.
    """
    session, encoding = server.session, server.session.client.encoding
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    chosen = params.context.selected_completion_info
    if chosen:
        seen, at = _with_chosen(document, chosen, encoding)
    else:
        seen, at = document, from_proto.offset(params.position, document, encoding)
    invoked = params.context.trigger_kind is types.InlineCompletionTriggerKind.Invoked
    request = ghost_request(session, seen, at, invoked=invoked)
    found = await suggestions(server, types.TEXT_DOCUMENT_INLINE_COMPLETION, request)
    now = session.document(document.uri)
    if now is None:
        return []
    if chosen:
        known = found if now.text == document.text else ()
        return [_from_chosen(each, now, chosen, encoding) for each in known]
    left = (carried(each, document.text, now.text) for each in found)
    return [to_proto.inline_completion_item(each, now, encoding) for each in left if each]


def _with_chosen(
    document: Document, chosen: types.SelectedCompletionInfo, encoding: Encoding
) -> tuple[Document, int]:
    """The document as it would be with the chosen item in it, and the offset behind the item."""
    span = from_proto.span(chosen.range, document, encoding)
    text = document.text[: span.start] + chosen.text + document.text[span.end :]
    return replace(document, text=text), span.start + len(chosen.text)


def _from_chosen(
    found: Suggestion, document: Document, chosen: types.SelectedCompletionInfo, encoding: Encoding
) -> types.InlineCompletionItem:
    """The chosen item with ghost text behind it, in place of what the item replaces.

    Editors show it only while what they replace begins its text, or else its filter text: an item may be
    chosen by letters from its midst.
    """
    span = from_proto.span(chosen.range, document, encoding)
    end = span.end + found.span.end - found.span.start
    typed = span.of(document.text)
    return types.InlineCompletionItem(
        insert_text=chosen.text + found.text,
        filter_text=None if chosen.text.startswith(typed) else typed + found.text,
        range=to_proto.range_(Span(span.start, end), document, encoding),
    )
