"""Our words to the client's."""

from collections.abc import Sequence

from lsprotocol import types

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Encoding, Span


def position(offset: int, document: Document, encoding: Encoding) -> types.Position:
    """An offset as a position in the client's encoding."""
    return types.Position(*document.position(offset, encoding))


def range_(span: Span, document: Document, encoding: Encoding) -> types.Range:
    """A span as a range in the client's encoding."""
    return types.Range(position(span.start, document, encoding), position(span.end, document, encoding))


def inline_completion_item(
    suggestion: Suggestion, document: Document, encoding: Encoding
) -> types.InlineCompletionItem:
    """Ghost text."""
    return types.InlineCompletionItem(
        insert_text=suggestion.text, range=range_(suggestion.span, document, encoding)
    )


def completion_item(suggestion: Suggestion, document: Document, encoding: Encoding) -> types.CompletionItem:
    """Ghost text as an ordinary item, marked as ours.

    Its range takes in the word before the cursor, because clients filter and replace by that word.
    """
    start = suggestion.span.start
    text = document.text
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    word = text[start : suggestion.span.start]
    whole = word + suggestion.text
    first_line = whole.split("\n", 1)[0].strip() or whole.strip()
    return types.CompletionItem(
        label=first_line,
        kind=types.CompletionItemKind.Text,
        detail="m2lsp",
        documentation=whole if "\n" in whole else None,
        filter_text=whole.split("\n", 1)[0] or None,
        sort_text="\uffff",  # after every other server's items
        insert_text_format=types.InsertTextFormat.PlainText,
        insert_text_mode=types.InsertTextMode.AsIs,
        text_edit=types.TextEdit(range_(Span(start, suggestion.span.end), document, encoding), whole),
    )


def workspace_edit(edit: DocumentEdit, encoding: Encoding, *, versioned: bool) -> types.WorkspaceEdit:
    """The edit, for the version it was made for where the client can check that."""
    document = edit.document
    text_edits = _text_edits(edit.edits, document, encoding)
    if not versioned:
        return types.WorkspaceEdit(changes={document.uri: text_edits})
    identifier = types.OptionalVersionedTextDocumentIdentifier(uri=document.uri, version=document.version)
    return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(identifier, text_edits)])


def _text_edits(edits: Sequence[Edit], document: Document, encoding: Encoding) -> list[types.TextEdit]:
    return [types.TextEdit(range_(e.span, document, encoding), e.new) for e in edits]
