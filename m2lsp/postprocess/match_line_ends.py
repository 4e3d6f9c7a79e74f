"""Give the text the document's own line ends.

a\nb  ->  a\r\nb     in a document that uses \r\n
"""

from m2lsp.core.context import Context
from m2lsp.core.text import with_eol


def match_line_ends(text: str, context: Context) -> str:
    """The text with every line end as most of the document's are."""
    return with_eol(text, context.document.eol)
