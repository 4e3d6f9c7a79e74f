"""The document round the place where the text goes, read cheaply.

Nothing here parses: it runs for every delta of a stream.  Lines come without their line ends.
"""

from typing import TYPE_CHECKING

from m2lsp.core.context import Context

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

# How far up an open comment or docstring is looked for, in lines.
LOOK_BACK = 80


def lines_above(context: Context, limit: int) -> list[str]:
    """Up to ``limit`` whole lines above the cursor's line, in the document's order."""
    document = context.document
    here = document.line_of(context.focus.start)
    return [document.line_text(n) for n in range(max(0, here - limit), here)]


def lines_below(context: Context, limit: int) -> list[str]:
    """Up to ``limit`` whole lines below the cursor's line, in the document's order."""
    document = context.document
    here = document.line_of(context.focus.end)
    return [document.line_text(n) for n in range(here + 1, min(len(document.starts), here + 1 + limit))]


def next_line(context: Context) -> str | None:
    """The first line below the cursor that is not blank, or ``None`` where the document ends first."""
    return next((line for line in lines_below(context, LOOK_BACK) if line.strip()), None)


def line_comment(context: Context) -> str:
    """What starts a comment in the document's language; empty where that is not known."""
    language = _language(context)
    return (language.line_comment or "") if language else ""


def is_prose(context: Context) -> bool:
    """Whether words are at home at the cursor: a document of prose, a comment, a docstring."""
    language = _language(context)
    if (language.name if language else context.document.language_id) in PROSE:
        return True
    comment = line_comment(context)
    start = context.line_prefix.lstrip()
    if comment and (start.startswith(comment) or f" {comment}" in context.line_prefix):
        return True
    return start.startswith(("/*", "*")) or _is_in_long_text(context)


def _language(context: Context) -> "Language | None":
    from m2lsp import languages

    return languages.find(context.document.language_id, context.document.path)


def _is_in_long_text(context: Context) -> bool:
    """Whether a docstring or a block comment is open, as far as the lines above tell."""
    above = "\n".join([*lines_above(context, LOOK_BACK), context.line_prefix])
    if above.rfind("/*") > above.rfind("*/"):
        return "/*" in above
    return above.count('"""') % 2 == 1 or above.count("'''") % 2 == 1
