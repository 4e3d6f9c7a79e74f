"""Leave out brackets and quotes that the editor has closed already, right of the cursor.

    x = total(ˇ)     points), 0  ->  points

The line's own openers and what closes them after the cursor say how many closers the text may bring.
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import open_quote, unmatched
from m2lsp.postprocess.surroundings import is_above_code, line_comment


def match_closers(text: str, context: Context) -> str:
    """The text up to the first closer that would be one too many."""
    if is_above_code(context) and text.endswith("\n"):
        return text  # the line's closers are none of what is put above it
    rest = context.line_suffix
    quote = open_quote(context.line_prefix)
    if quote and rest.startswith(quote):
        return _inside_quotes(text, quote)
    comment = line_comment(context)
    closed = len(unmatched(rest, comment)[0])
    if not closed:
        return text
    allowed = max(0, len(unmatched(context.line_prefix, comment)[1]) - closed)
    closers, _ = unmatched(text, comment)
    return text[: closers[allowed]] if len(closers) > allowed else text


def _inside_quotes(text: str, quote: str) -> str:
    """The text between the quotes that it brought itself, or up to the one that closes the string."""
    if text.startswith(quote):
        text = text[len(quote) :]
    at = text.find(quote)
    while at > 0 and text[at - 1] == "\\":
        at = text.find(quote, at + 1)
    return text if at < 0 else text[:at]
