"""Keep as much of the text as parses no worse than the document did without it.

    x = ˇ     total(points)\n  y = (  ->  total(points)

The last filter.  It trims by whole lines from the end and drops what can't be saved.  A language without
a grammar passes.  Only the part of a long file round the cursor is parsed, the same part before and
after, so that the count of errors can be compared.
"""

from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, split_lines

BREAKS_SYNTAX = Drop("breaks syntax", "The suggestion would not have parsed.")

# Shorter documents are parsed whole (characters; a few milliseconds); of longer ones so many lines on
# each side, and upwards on to one that starts at the margin, at most so many more.
WHOLE = 40_000
LINES = 300

# The most lines that are taken away before giving up: each costs a parse.
TRIES = 12


def trim_syntax(text: str, context: Context) -> str | Drop:
    """The longest part of the text, in whole lines, that adds no syntax error."""
    from m2lsp import languages

    document = context.document
    language = languages.find(document.language_id, document.path)
    if language is None:
        return text
    part = _part(document, context.focus)
    head = document.text[part.start : context.focus.start]
    tail = document.text[context.focus.end : part.end]
    allowed = languages.parse(part.of(document.text), language).error_count()
    for candidate in _candidates(text, context):
        if languages.parse(head + candidate + tail, language).error_count() <= allowed:
            return candidate
    return BREAKS_SYNTAX


def _candidates(text: str, context: Context) -> list[str]:
    """The text, and what is left of it without its last lines, the longest first."""
    lines = split_lines(text)
    shorter = ["".join(lines[:count]) for count in range(len(lines) - 1, 0, -1)][: TRIES - 1]
    if not context.line_suffix.strip():
        shorter = [candidate.rstrip() for candidate in shorter]
    return [text, *(candidate for candidate in shorter if candidate.strip())]


def _part(document: Document, focus: Span) -> Span:
    """The part of the document that is parsed, in whole lines."""
    if len(document.text) <= WHOLE:
        return Span(0, len(document.text))
    first = max(0, document.line_of(focus.start) - LINES)
    last = min(len(document.starts) - 1, document.line_of(focus.end) + LINES)
    limit = max(0, first - LINES)
    while first > limit and not _starts_at_margin(document.line_text(first)):
        first -= 1
    return Span(document.starts[first], document.line_span(last).end)


def _starts_at_margin(line: str) -> bool:
    return line[:1].isalpha() or line[:1] in ("_", "@", "#", "/")
