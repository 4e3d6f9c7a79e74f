"""Our words to the client's."""

from collections.abc import Iterator, Sequence

from lsprotocol import types

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.feature import NewFile, Proposal, Suggestion
from m2lsp.core.text import Encoding, Span, split_lines
from m2lsp.lsp.clients import Client
from m2lsp.lsp.offered import Offered


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


def completion_item(
    suggestion: Suggestion, document: Document, client: Client, offered: Offered
) -> types.CompletionItem:
    """Ghost text as an ordinary item, marked as ours; a client that can asks for its documentation later.

    Its range takes in the word before the cursor, because clients filter and replace by that word.  Where
    the client takes snippets it is one: of a plain text Neovim 0.11 keeps the first word only.
    """
    start = suggestion.span.start
    text = document.text
    while start and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    whole = text[start : suggestion.span.start] + suggestion.text
    first_line = split_lines(whole)[0].rstrip("\r\n")
    new = _snippet(whole, document, start) if client.snippets else whole
    later = first_line != whole and client.resolves_documentation
    kind, mode = types.InsertTextFormat, types.InsertTextMode
    return types.CompletionItem(
        label=split_lines(whole.strip())[0].rstrip(),
        kind=types.CompletionItemKind.Text,
        detail="m2lsp",
        documentation=whole if first_line != whole and not later else None,
        data=offered.add(whole, document) if later else None,
        filter_text=first_line or None,
        sort_text="\uffff",  # after every other server's items
        insert_text_format=kind.Snippet if client.snippets else kind.PlainText,
        insert_text_mode=mode.AdjustIndentation if client.snippets else mode.AsIs,
        text_edit=types.TextEdit(range_(Span(start, suggestion.span.end), document, client.encoding), new),
    )


def _snippet(text: str, document: Document, at: int) -> str:
    """The text in snippet syntax; clients indent a snippet's lines by those of the line they are put in."""
    line = document.line_text(document.line_of(at))
    indent = line[: len(line) - len(line.lstrip())]
    first, *rest = split_lines(text)
    relative = "".join([first, *(line.removeprefix(indent) for line in rest)])
    return relative.translate({ord(c): f"\\{c}" for c in "\\$}"})


def workspace_edit(proposal: Proposal, encoding: Encoding, *, versioned: bool) -> types.WorkspaceEdit:
    """The edits, for the versions that they were made for where the client can check that.

    New files come only to clients that can make them (``Client.creates_files``), which take versions, too.
    """
    made = [(edit.document, _text_edits(edit.edits, edit.document, encoding)) for edit in proposal.edits]
    if not versioned and not proposal.created:
        return types.WorkspaceEdit(changes={document.uri: changes for document, changes in made})
    identified = types.OptionalVersionedTextDocumentIdentifier
    changed = [
        types.TextDocumentEdit(identified(uri=document.uri, version=document.version), changes)
        for document, changes in made
    ]
    return types.WorkspaceEdit(document_changes=[*changed, *_created(proposal.created)])


def _created(files: Sequence[NewFile]) -> Iterator[types.CreateFile | types.TextDocumentEdit]:
    """Each new file, made and then filled; one that is there meanwhile makes the whole edit fail."""
    start = types.Range(types.Position(0, 0), types.Position(0, 0))
    for file in files:
        uri = file.path.as_uri()
        yield types.CreateFile(uri)
        identifier = types.OptionalVersionedTextDocumentIdentifier(uri=uri)
        yield types.TextDocumentEdit(identifier, [types.TextEdit(start, file.text)])


def _text_edits(edits: Sequence[Edit], document: Document, encoding: Encoding) -> list[types.TextEdit]:
    return [types.TextEdit(range_(e.span, document, encoding), e.new) for e in edits]
