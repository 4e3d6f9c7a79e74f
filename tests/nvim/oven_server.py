"""A small language server over stdio, as another one beside m2lsp: it knows of ovens.

``warm`` is defined in the file that is its argument, of the type on the line above; it is used in the first
line of the document that asks.
"""

import sys
from pathlib import Path

from lsprotocol import types
from pygls.lsp.server import LanguageServer

LIBRARY = Path(sys.argv[1])
server = LanguageServer("ovens", "1")


def _place(uri: str, line: int) -> types.Location:
    return types.Location(uri, types.Range(types.Position(line, 0), types.Position(line, 1)))


def _is_warm(params: types.TextDocumentPositionParams) -> bool:
    document = server.workspace.get_text_document(params.text_document.uri)
    return document.word_at_position(params.position) == "warm"


@server.feature(types.TEXT_DOCUMENT_DEFINITION)
def definition(params: types.DefinitionParams) -> list[types.Location]:
    return [_place(LIBRARY.as_uri(), 1)] if _is_warm(params) else []


@server.feature(types.TEXT_DOCUMENT_TYPE_DEFINITION)
def type_definition(params: types.TypeDefinitionParams) -> types.Location | None:
    return _place(LIBRARY.as_uri(), 0) if _is_warm(params) else None


@server.feature(types.TEXT_DOCUMENT_HOVER)
def hover(params: types.HoverParams) -> types.Hover | None:
    text = "```python\n(function) def warm(degrees: int) -> Oven\n```\nHeats it."
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if _is_warm(params) else None


@server.feature(types.TEXT_DOCUMENT_REFERENCES)
def references(params: types.ReferenceParams) -> list[types.Location]:
    return [_place(params.text_document.uri, 0)]


server.start_io()
