"""What other tools say about the code in the excerpt."""

from m2lsp.context.fit import fitting
from m2lsp.context.view import View
from m2lsp.core.document import Document
from m2lsp.core.feature import Diagnostic, Severity
from m2lsp.core.snippet import Snippet, SnippetKind

_SEVERITIES = list(Severity)  # from the worst
_CODE = 80  # characters of the line that are quoted


def diagnostics(view: View, room: int) -> Snippet | None:
    """The diagnostics of the excerpt, in the order of the text; if not all fit, bad and near ones.

    Only for what the user asked for: while one types they come and go, mostly about the half-written
    line itself, and each change would cost the server's prefix cache.
    """
    request = view.request
    if not request.invoked:
        return None
    shown = sorted(
        (
            d
            for d in request.diagnostics
            if d.span.start <= view.excerpt.end and view.excerpt.start <= d.span.end
        ),
        key=lambda d: d.span,
    )
    lines = [_line(diagnostic, request.document) for diagnostic in shown]
    best_first = sorted(
        range(len(shown)),
        key=lambda n: (_SEVERITIES.index(shown[n].severity), abs(shown[n].span.start - request.span.start)),
    )
    text = fitting(lines, best_first, room, view.tokens)
    return view.snippet(SnippetKind.DIAGNOSTICS, request.document, text, "reported for the excerpt")


def _line(diagnostic: Diagnostic, document: Document) -> str:
    """One line: which line (from 1, and what stands there), how bad, who says it, what."""
    number = document.line_of(min(diagnostic.span.start, len(document.text)))
    code = " ".join(document.line_text(number).split())
    code = code if len(code) <= _CODE else f"{code[: _CODE - 1]}…"
    by = " ".join(filter(None, (diagnostic.source, diagnostic.code)))
    message = " ".join(diagnostic.message.split())
    return f"line {number + 1} `{code}`: {diagnostic.severity}{f' ({by})' if by else ''}: {message}"
