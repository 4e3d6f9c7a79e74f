"""What an action is about: the selection, else the code round the cursor."""

from dataclasses import replace

from m2lsp.core.document import Document
from m2lsp.core.feature import Request
from m2lsp.core.text import Span
from m2lsp.languages import find, parse


def subject(request: Request) -> Request:
    """The request with its span made whole lines: of the selection, else of the enclosing declaration,
    else of the cursor's line.
    """
    span = request.span if not request.span.empty else enclosing(request.document, request.span)
    return replace(request, span=request.document.whole_lines(span))


def enclosing(document: Document, span: Span) -> Span:
    """The smallest declaration round the span; where there is none, or no grammar, the span's lines."""
    language = find(document.language_id, document.path)
    scope = parse(document.text, language).scope(span) if language else None
    return scope or document.whole_lines(span)


def is_blank(request: Request) -> bool:
    """Whether there is nothing but white space to talk about."""
    return not request.span.of(request.document.text).strip()
