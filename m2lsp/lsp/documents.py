"""Documents as the client's notifications make them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit, change_between
from m2lsp.core.text import Encoding, Span


def opened(item: types.TextDocumentItem) -> Document:
    """The document of a ``didOpen``."""
    return Document(item.uri, item.text, item.language_id, item.version, path_of(item.uri))


def changed(
    document: Document,
    version: int,
    changes: Sequence[types.TextDocumentContentChangeEvent],
    encoding: Encoding,
) -> tuple[Document, tuple[Edit, ...]]:
    """The document after the changes of a ``didChange``, and the changes as edits.

    Each is made on the outcome of the one before.  A new text for all of the document becomes an edit of what
    differs: some clients send no other, and what follows from a change is costly where the change is big.
    """
    made = []
    for change in changes:
        edit = _edit(document, change, encoding)
        document = document.changed(edit.span, edit.new, version)
        made.append(edit)
    return (document if made else replace(document, version=version)), tuple(made)


def path_of(uri: str) -> Path | None:
    """The file behind a ``file:`` URI; ``None`` for other schemes and for what is no URI at all."""
    try:
        path = to_fs_path(uri)
    except ValueError:
        return None
    return Path(path) if path else None


def _edit(document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> Edit:
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change_between(document.text, change.text)
    start, end = change.range.start, change.range.end
    a = document.offset(start.line, start.character, encoding)
    b = document.offset(end.line, end.character, encoding)
    return Edit(Span(min(a, b), max(a, b)), change.text)
