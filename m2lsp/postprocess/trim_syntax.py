"""Keep as much of the text as parses no worse than the document did without it.

    x = ˇ     total(points)\n  y = (  ->  total(points)

The last filter.  It trims by whole lines from the end and drops what can't be saved.  A language without
a grammar passes, and so does what goes into a document that is too broken to be parsed.  An error that is
there only because something is missing at the cursor is no excuse for another.  Of a long file only
the part round the cursor is parsed, the same part before and after, so that the errors can be compared.
"""

from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, split_lines
from m2lsp.postprocess.brackets import unmatched
from m2lsp.postprocess.surroundings import line_comment

BREAKS_SYNTAX = Drop("breaks syntax", "The suggestion would not have parsed.")

# Shorter documents are parsed whole (characters; a few milliseconds); of longer ones so many lines on
# each side, and upwards on to one that starts at the margin, at most so many more.
WHOLE = 40_000
LINES = 300

# A name stands for what is missing at the cursor.
FILLER = "x"

# The most parses before giving up; ``languages`` keeps the last eight trees, ours are not to push out others.
TRIES = 5


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
    before = languages.parse(part.of(document.text), language)
    if not before.parsed:
        return text
    allowed, filled = before.error_count(), False
    for candidate in _candidates(text, context):
        after = languages.parse(head + candidate + tail, language)
        if after.error_count() and allowed and not filled:
            allowed = min(allowed, languages.parse(head + FILLER + tail, language).error_count())
            filled = True
        if after.parsed and after.error_count() <= allowed:
            return candidate
    return BREAKS_SYNTAX


def _candidates(text: str, context: Context) -> list[str]:
    """The text, and what is left of it without its last lines, the longest first.

    What stops inside a bracket that the text opened is passed over: it can't parse.
    """
    lines = split_lines(text)
    comment = line_comment(context)
    allowed = len(unmatched(context.line_prefix, comment)[1])
    found = [text]
    for count in range(len(lines) - 1, 0, -1):
        shorter = "".join(lines[:count])
        if not context.line_suffix.strip():
            shorter = shorter.rstrip()
        if shorter.strip() and len(unmatched(context.line_prefix + shorter, comment)[1]) <= allowed:
            found.append(shorter)
    return found[:TRIES]


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
