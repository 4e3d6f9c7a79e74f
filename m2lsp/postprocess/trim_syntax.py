"""Keep as much of the text as parses no worse than the document did without it.

    x = ˇ     total(points)\n  y = (  ->  total(points)

The last filter.  It trims by whole lines from the end and drops what can't be saved.  A language without
a grammar passes, and so does what goes into a document that is too broken to be parsed, or into a comment
that nothing closes.  An error that is there only because something is missing at the cursor is no excuse
for another; where the parser does not know the document even with a name at the cursor, brackets decide
of a text of one line.

The tree that is kept of an open document is parsed on, which takes well under a millisecond.  Of a long
file of which none is kept only the part round the cursor is parsed, the same part before and after, so
that the errors can be compared.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, split_lines
from m2lsp.postprocess.brackets import CLOSERS, OPENERS, open_quote, unmatched
from m2lsp.postprocess.surroundings import is_above_code, is_comment, line_comment

if TYPE_CHECKING:
    from m2lsp.languages import Language, Syntax

BREAKS_SYNTAX = Drop("breaks syntax", "The suggestion would not have parsed.")

# Shorter documents are parsed whole (characters; a few milliseconds); of longer ones so many lines on
# each side, and upwards on to one that starts at the margin, at most so many more.
WHOLE = 40_000
LINES = 300

# A name stands for what is missing at the cursor.
FILLER = "x"

# The most parses before giving up; ``languages`` keeps the last eight trees, ours are not to push out others.
TRIES = 5


@dataclass(frozen=True, slots=True)
class _Gap:
    """The place of the text in what is parsed, and the syntax of that as it is now."""

    syntax: "Syntax"
    span: Span

    def errors(self, text: str, closers: str = "") -> int | None:
        """How many errors there are with ``text`` in the gap and ``closers`` at the end.

        ``None`` if that is too broken to be parsed.
        """
        from m2lsp import languages

        edit = Edit(self.span, text)
        after = self.head + text + self.tail + closers
        found = None if closers else languages.follow(self.syntax, [edit], after)
        if found is None or found.provisional:
            found = languages.parse(after, self.syntax.language)
        return found.error_count() if found.parsed else None

    @property
    def head(self) -> str:
        """What is parsed before the text."""
        return self.syntax.text[: self.span.start]

    @property
    def tail(self) -> str:
        """What is parsed after it."""
        return self.syntax.text[self.span.end :]


def trim_syntax(text: str, context: Context) -> str | Drop:
    """The longest part of the text, in whole lines, that adds no syntax error."""
    from m2lsp import languages

    language = languages.language_of(context.document)
    if language is None:
        return text
    gap = _gap(context, language)
    before = gap.syntax.error_count()
    if not gap.syntax.parsed or (before and is_comment(context)):
        return text
    fits = _sound(gap) if before == 0 else _no_worse(gap, before, context)
    return next(filter(fits, _candidates(text, context)), BREAKS_SYNTAX)


def _gap(context: Context, language: "Language") -> _Gap:
    """The whole document where its syntax is known by now, else the part of it round the cursor."""
    from m2lsp import languages

    document, focus = context.document, context.focus
    whole = languages.known(document.text, language)
    if whole and not whole.provisional:
        return _Gap(whole, focus)
    part = _part(document, focus)
    syntax = languages.parse(part.of(document.text), language)
    return _Gap(syntax, Span(focus.start - part.start, focus.end - part.start))


def _sound(gap: _Gap) -> Callable[[str], bool]:
    """What tells whether a sound document is sound with a text in it."""
    return lambda text: gap.errors(text) == 0


def _no_worse(gap: _Gap, before: int, context: Context) -> Callable[[str], bool]:
    """What tells whether a document with errors has none more with a text in it.

    At the end of a document that leaves brackets open, the text is read as if they were closed behind it:
    what the parser makes of the open ones says nothing of the text.
    """
    comment = line_comment(context)
    filler = FILLER + _line_end(context)

    def fits(text: str) -> bool:
        after = gap.errors(text)
        if after == 0:
            return True
        allowed = min(before, gap.errors(filler) or 0)
        if after is not None and after <= allowed:
            return not _leaves_call_open(text, context)
        closers = "" if gap.tail.strip() else _missing(gap.head, text, comment)
        if closers and gap.errors(text, closers) == 0:
            return True
        line = text.removesuffix(_line_end(context))
        return allowed > 0 and not set(line) & {"\r", "\n"} and _is_balanced(line, context)

    return fits


def _leaves_call_open(text: str, context: Context) -> bool:
    """Whether a text of one line ends inside parentheses or brackets that it opened itself."""
    if "\n" in text or not context.line_prefix.strip():
        return False
    line, comment = context.line_prefix + text, line_comment(context)
    opened = [at for at in unmatched(line, comment)[1] if at >= len(context.line_prefix)]
    closed = unmatched(context.line_suffix, comment)[0]
    return len(opened) > len(closed) and line[opened[-1]] in "(["


def _is_balanced(text: str, context: Context) -> bool:
    """Whether a text of one line fits by its brackets and quotes, where the parser does not know the rest."""
    line = context.line_prefix + text
    comment = line_comment(context)
    closed = 0 if is_above_code(context) else len(unmatched(context.line_suffix, comment)[0])
    opened = len(unmatched(line, comment)[1]) - closed
    return opened <= 0 and not open_quote(line)


def _missing(head: str, text: str, comment: str) -> str:
    """The closers that ``head`` lacks and ``text`` does not bring."""
    whole = head + text
    openers = [at for at in unmatched(whole, comment)[1] if at < len(head)]
    return "".join("\n" + CLOSERS[OPENERS.index(whole[at])] for at in reversed(openers))


def _candidates(text: str, context: Context) -> list[str]:
    """The text, and what is left of it without its last lines, the longest first.

    What stops inside a bracket that the text opened is passed over: it can't parse.
    """
    comment, end = line_comment(context), _line_end(context)
    lines = split_lines(text.removesuffix(end))
    allowed = len(unmatched(context.line_prefix, comment)[1])
    found = [text]
    for count in range(len(lines) - 1, 0, -1):
        shorter = "".join(lines[:count])
        if end or not context.line_suffix.strip():
            shorter = shorter.rstrip() + end
        if shorter.strip() and len(unmatched(context.line_prefix + shorter, comment)[1]) <= allowed:
            found.append(shorter)
    return found[:TRIES]


def _line_end(context: Context) -> str:
    """What ends whole lines that are put above the cursor's line; empty anywhere else."""
    return context.document.eol + context.line_prefix if is_above_code(context) else ""


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
