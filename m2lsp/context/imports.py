"""The document's import statements, where the excerpt does not show them."""

from m2lsp.context.fit import fitting
from m2lsp.context.kept import kept
from m2lsp.context.view import View, names
from m2lsp.core.snippet import Snippet, SnippetKind


@kept
def imports(view: View, room: int) -> Snippet | None:
    """Whole statements; if not all fit, those that bring in names of the excerpt come first."""
    if view.syntax is None:
        return None
    text = view.request.document.text
    hidden = [span.of(text) for span in view.syntax.imports() if not view.excerpt.overlaps(span)]
    used = [bool(names(statement) & view.words) for statement in hidden]
    best_first = sorted(range(len(hidden)), key=lambda number: not used[number])
    shown = fitting(hidden, best_first, room, view.tokens)
    return view.snippet(SnippetKind.IMPORTS, view.request.document, shown, "imports of this document")
