"""The client's words to ours."""

from collections.abc import Iterable
from pathlib import Path

from lsprotocol import types

from m2lsp.core.document import Document
from m2lsp.core.feature import Diagnostic, Severity
from m2lsp.core.text import Encoding, Span
from m2lsp.lsp.documents import path_of

_SEVERITIES = {
    types.DiagnosticSeverity.Error: Severity.ERROR,
    types.DiagnosticSeverity.Warning: Severity.WARNING,
    types.DiagnosticSeverity.Information: Severity.INFORMATION,
    types.DiagnosticSeverity.Hint: Severity.HINT,
}


def offset(position: types.Position, document: Document, encoding: Encoding) -> int:
    """A position's offset in characters."""
    return document.offset(position.line, position.character, encoding)


def span(rng: types.Range, document: Document, encoding: Encoding) -> Span:
    """A range as a span; a range turned round is put right."""
    a, b = offset(rng.start, document, encoding), offset(rng.end, document, encoding)
    return Span(min(a, b), max(a, b))


def diagnostics(
    items: Iterable[types.Diagnostic], document: Document, encoding: Encoding
) -> tuple[Diagnostic, ...]:
    """The client's diagnostics."""
    return tuple(
        Diagnostic(
            span=span(item.range, document, encoding),
            message=item.message,
            severity=_SEVERITIES.get(item.severity or types.DiagnosticSeverity.Error, Severity.ERROR),
            source=item.source or "",
            code="" if item.code is None else str(item.code),
        )
        for item in items
    )


def folders(params: types.InitializeParams) -> tuple[Path, ...]:
    """The workspace's folders; old clients name one root."""
    uris = [folder.uri for folder in params.workspace_folders or ()]
    if not uris and params.root_uri:
        uris = [params.root_uri]
    paths = [path_of(uri) for uri in uris]
    if not uris and params.root_path:
        paths = [Path(params.root_path)]
    return tuple(path for path in paths if path is not None)
