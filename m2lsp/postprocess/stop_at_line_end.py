"""End the text with its line, where one line is wanted (``shape`` says when).

    x = ˇ     total(points)\n    return x  ->  total(points)

Nothing after the cursor and a bracket left open: the line goes on to where the bracket closes, because
half a call is of no use.  A reply that starts with a new line gets that one line.
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import is_in_long_string, unmatched
from m2lsp.postprocess.shape import one_line
from m2lsp.postprocess.surroundings import line_comment


def stop_at_line_end(text: str, context: Context) -> str:
    """The text up to the end of its first line; in a document without line ends as in any other."""
    if not one_line(context):
        return text
    start = len(text) - len(text.lstrip("\n"))
    end = text.find("\n", start)
    if not context.line_suffix.strip():
        comment = line_comment(context)
        while end >= 0 and _goes_on(text, end, context.line_prefix, comment):
            end = text.find("\n", end + 1)
    return text if end < 0 else text[:end]


def _goes_on(text: str, end: int, prefix: str, comment: str) -> bool:
    """Whether a bracket or a string of several lines is open where the line ends."""
    _, openers = unmatched(prefix + text[:end], comment)
    return bool(openers) or is_in_long_string(prefix + text, len(prefix) + end)
