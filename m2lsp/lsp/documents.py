"""Documents as the client's notifications make them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from lsprotocol import types
from pygls.uris import to_fs_path

from m2lsp.core.document import Document
from m2lsp.core.text import Encoding


def opened(item: types.TextDocumentItem) -> Document:
    """The document of a ``didOpen``."""
    return Document(item.uri, item.text, item.language_id, item.version, path_of(item.uri))


def changed(
    document: Document,
    version: int,
    changes: Sequence[types.TextDocumentContentChangeEvent],
    encoding: Encoding,
) -> Document:
    """The document after the changes of a ``didChange``, each made on the outcome of the one before."""
    for change in changes:
        document = replace(document, text=_text_after(document, change, encoding), version=version)
    return replace(document, version=version)


def path_of(uri: str) -> Path | None:
    """The file behind a ``file:`` URI; ``None`` for other schemes and for what is no URI at all."""
    try:
        path = to_fs_path(uri)
    except ValueError:
        return None
    return Path(path) if path else None


def _text_after(document: Document, change: types.TextDocumentContentChangeEvent, encoding: Encoding) -> str:
    if not isinstance(change, types.TextDocumentContentChangePartial):
        return change.text
    start, end = change.range.start, change.range.end
    a = document.offset(start.line, start.character, encoding)
    b = document.offset(end.line, end.character, encoding)
    return document.text[: min(a, b)] + change.text + document.text[max(a, b) :]
