"""The document's import statements, where the excerpt does not show them."""

from m2lsp.context.fit import fitting, stands_in
from m2lsp.context.kept import kept
from m2lsp.context.view import View, names
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet, SnippetKind


@kept
def imports(view: View, room: int, document: Document, before: str) -> Snippet | None:
    """Whole statements; if not all fit, those that bring in names of the excerpt come first, then those
    that stood there ``before``.
    """
    overview = view.overview(document)
    if overview is None:
        return None
    hidden = [span.of(document.text) for span in overview.imports if not view.excerpt.overlaps(span)]
    unused = [not names(statement) & view.words for statement in hidden]
    new = [not stands_in(statement, before) for statement in hidden]
    best_first = sorted(range(len(hidden)), key=lambda number: (unused[number], new[number]))
    shown = fitting(hidden, best_first, room, view.tokens)
    return view.snippet(SnippetKind.IMPORTS, document, shown, "imports of this document")
