"""The document round the place where the text goes, read cheaply.

Nothing here parses: it runs for every delta of a stream.  Lines come without their line ends.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING

from m2lsp.core.context import LINES_ABOVE, Context
from m2lsp.postprocess.brackets import open_quote

if TYPE_CHECKING:
    from m2lsp.languages import Language

# Languages, known to us or not, whose text may rightly read like a chat answer.
PROSE = frozenset(
    {
        *("", "plaintext", "text", "markdown", "mdx", "quarto", "rst", "restructuredtext", "asciidoc", "org"),
        *("latex", "tex", "bibtex", "typst", "html", "xml", "yaml", "feature", "cucumber", "gherkin"),
        *("git-commit", "gitcommit", "scminput", "mail"),
    }
)

# Languages in which elements stand among the code, or are all of it.
MARKUP = frozenset({"typescriptreact", "javascriptreact", "vue", "svelte", "astro", "html", "xml"})

# Languages in which a string between backquotes may go over several lines.
BACKQUOTES = frozenset({"go", "javascript", "javascriptreact", "typescript", "typescriptreact"})

# What starts a comment in most languages, at the start of a line or after a blank.
_COMMENT = re.compile(r"(?:^|\s)(?://|--\s|<!--|/\*)|^\s*(?:#|;|%|\*\s)")

# How far a tag on either side of the cursor is looked for, in characters.
NEAR = 400

# How far down the next line that is not blank is looked for, in lines.
LOOK_AHEAD = 80


Ask = Callable[[Context], bool]


def kept(ask: Ask) -> Ask:
    """The same question, asked once of each context: filter after filter has it for every delta."""

    @wraps(ask)
    def answer(context: Context) -> bool:
        known = context.__dict__  # as ``cached_property`` does: a context never changes
        if ask.__name__ not in known:
            known[ask.__name__] = ask(context)
        return bool(known[ask.__name__])

    return answer


def lines_above(context: Context, limit: int) -> list[str]:
    """Up to ``limit`` whole lines above the cursor's line, in the document's order."""
    if limit <= LINES_ABOVE:
        return list(context.lines_above[-limit:])
    here = context.document.line_of(context.focus.start)
    return list(context.document.lines(max(0, here - limit), here))


def lines_below(context: Context, limit: int) -> list[str]:
    """Up to ``limit`` whole lines below the cursor's line, in the document's order."""
    document = context.document
    here = document.line_of(context.focus.end)
    return list(document.lines(here + 1, min(len(document.starts), here + 1 + limit)))


def next_line(context: Context) -> str | None:
    """The first line below the cursor that is not blank, or ``None`` where the document ends first."""
    return next((line for line in lines_below(context, LOOK_AHEAD) if line.strip()), None)


def is_above_code(context: Context) -> bool:
    """Whether only blanks stand before the cursor and code behind it, so that whole lines go above that."""
    return bool(context.line_suffix.strip()) and not context.line_prefix.strip()


def line_below(context: Context) -> str | None:
    """The line that is to stand below the text: the cursor's own if it is put above that."""
    if is_above_code(context):
        return context.line_prefix + context.line_suffix
    return next_line(context)


def line_comment(context: Context) -> str:
    """What starts a comment in the document's language; empty where that is not known."""
    language = _language(context)
    return (language.line_comment or "") if language else ""


@kept
def is_prose_document(context: Context) -> bool:
    """Whether the whole document is words: Markdown and the like, or a language that no one named."""
    language = _language(context)
    return (language.name if language else context.document.language_id) in PROSE


@kept
def is_prose(context: Context) -> bool:
    """Whether words are at home at the cursor: a document of prose, a comment, a string."""
    return is_prose_document(context) or bool(open_quote(context.line_prefix)) or is_comment(context)


@kept
def is_comment(context: Context) -> bool:
    """Whether the cursor is in a comment or a docstring; in an unknown language, in what mostly is one."""
    if _language(context) is None:
        in_line = bool(_COMMENT.search(context.line_prefix))
    else:
        comment, prefix = line_comment(context), context.line_prefix
        in_line = bool(comment) and (prefix.lstrip().startswith(comment) or f" {comment}" in prefix)
    return in_line or _is_in_block_comment(context) or _is_in_docstring(context)


def is_markup(context: Context) -> bool:
    """Whether elements are at home in the document: HTML and its like, and languages that hold it."""
    return context.document.language_id in MARKUP


@kept
def is_between_tags(context: Context) -> bool:
    """Whether the cursor stands where markup has its text: after a tag and before one."""
    if not is_markup(context):
        return False
    text, focus = context.document.text, context.focus
    before = text[max(0, focus.start - NEAR) : focus.start].rstrip()
    return (
        before.endswith(">")
        and not before.endswith("=>")
        and text[focus.end :][:NEAR].lstrip().startswith("<")
    )


def _language(context: Context) -> "Language | None":
    from m2lsp import languages

    return languages.language_of(context.document)


def _is_in_block_comment(context: Context) -> bool:
    language = _language(context)
    opening, closing = language.block_comment or ("", "") if language else ("/*", "*/")
    if not opening:
        return False
    head = context.head
    return opening in head and head.rfind(opening) > head.rfind(closing)


def _is_in_docstring(context: Context) -> bool:
    head = context.head
    if head.count('"""') % 2 or head.count("'''") % 2 or head.rfind('r#"') > head.rfind('"#'):
        return True
    return context.document.language_id in BACKQUOTES and head.count("`") % 2 == 1
