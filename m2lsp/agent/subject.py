"""What an action is about: the selection, else the code round the cursor."""

from dataclasses import replace

from m2lsp.core.document import Document
from m2lsp.core.feature import Refusal, Request
from m2lsp.core.text import Span
from m2lsp.languages import language_of, parse

NO_CODE = Refusal("no code", "There is no code at this place. Select some, or put the cursor in it.")


def subject(request: Request) -> Request:
    """The request with its span made whole lines: of the selection, else of the enclosing declaration,
    else of the cursor's line.
    """
    document, span = request.document, request.span
    if span.empty:
        at = anchor(document, span.start)
        span = enclosing(document, Span(at, at))
    return replace(request, span=document.whole_lines(span))


def anchor(document: Document, offset: int) -> int:
    """The place that a cursor means: one in a line's indentation means the code behind it."""
    line = document.line_span(document.line_of(offset))
    code = line.end - len(line.of(document.text).lstrip())
    return max(offset, code) if code < line.end else offset


def enclosing(document: Document, span: Span) -> Span:
    """The smallest declaration round the span; where there is none, or no grammar, the span's lines."""
    language = language_of(document)
    scope = parse(document.text, language).scope(span) if language else None
    return scope or document.whole_lines(span)


def is_blank(request: Request) -> bool:
    """Whether there is nothing but white space to talk about."""
    return not request.span.of(request.document.text).strip()
