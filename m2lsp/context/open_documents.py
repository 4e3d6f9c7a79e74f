"""What the other open documents of the same language define.

The request holds only documents that may be sent: the rules of trust are applied where it is made.
"""

from m2lsp.context.kept import kept
from m2lsp.context.outline import signatures
from m2lsp.context.view import View
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.languages import language_of

# The ones that the request names first, and none that takes long to parse: this runs while one types.
_MOST = 4
_CHARACTERS = 200_000


def open_documents(view: View, room: int) -> tuple[Snippet, ...]:
    """An outline of each until the room is used up; in each, names that the excerpt uses come first."""
    found: list[Snippet] = []
    for document in _others(view)[:_MOST]:
        if snippet := _outlined(view, room, document):
            found.append(snippet)
            room -= snippet.tokens
    return tuple(found)


@kept
def _outlined(view: View, room: int, document: Document, before: str) -> Snippet | None:
    overview = view.overview(document) if view.language else None
    if overview is None:
        return None
    tags = overview.tags
    shown = signatures(tags, range(len(tags)), view, room, before)
    return view.snippet(SnippetKind.OPEN_DOCUMENT, document, shown, "open in the editor")


def _others(view: View) -> list[Document]:
    return [
        document
        for document in view.request.open_documents
        if document.uri != view.request.document.uri
        and len(document.text) <= _CHARACTERS
        and language_of(document) == view.language
    ]
