"""End the text with its line, where one line is wanted (``shape`` says when).

    x = ˇ     total(points)\n    return x  ->  total(points)

Nothing but closers after the cursor and a bracket left open: the line goes on to where the bracket closes,
because half a call is of no use.  A reply that starts with a new line gets that one line.
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import is_in_long_string, unmatched
from m2lsp.postprocess.shape import ONLY_CLOSERS, one_line
from m2lsp.postprocess.surroundings import line_comment


def stop_at_line_end(text: str, context: Context) -> str:
    """The text up to the end of its first line; in a document without line ends as in any other."""
    if not one_line(context):
        return text
    start = len(text) - len(text.lstrip("\n"))
    end = text.find("\n", start)
    if ONLY_CLOSERS.match(context.line_suffix):
        while end >= 0 and _goes_on(text, end, context):
            end = text.find("\n", end + 1)
    return text if end < 0 else text[:end]


def _goes_on(text: str, end: int, context: Context) -> bool:
    """Whether a bracket that what follows does not close, or a string of several lines, is open there."""
    prefix, comment = context.line_prefix, line_comment(context)
    _, openers = unmatched(prefix + text[:end], comment)
    closed = unmatched(context.line_suffix, comment)[0]
    return len(openers) > len(closed) or is_in_long_string(prefix + text, len(prefix) + end)
