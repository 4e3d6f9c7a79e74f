"""End the text with its line, where one line is wanted (``shape`` says when).

    x = ˇ     total(points)\n    return x  ->  total(points)

Nothing but closers after the cursor and a bracket left open: the line goes on to where the bracket closes,
because half a call is of no use.  A reply that starts with a new line gets that one line.  A line that is
new altogether is a statement: see ``statement``.  Above code it keeps its line end.
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.shape import ONLY_CLOSERS, one_line
from m2lsp.postprocess.statement import is_open, statement_end
from m2lsp.postprocess.surroundings import is_above_code


def stop_at_line_end(text: str, context: Context) -> str:
    """The text up to the end of its first line; in a document without line ends as in any other."""
    if not one_line(context, text):
        return text
    start = len(text) - len(text.lstrip("\n"))
    if is_above_code(context):
        end = statement_end(text, start, context)
        return text if end < 0 else text[: end + 1]
    if not context.line_prefix.strip():
        end = statement_end(text, start, context)
    else:
        end = text.find("\n", start)
        while end >= 0 and ONLY_CLOSERS.match(context.line_suffix) and is_open(text[:end], text, context):
            end = text.find("\n", end + 1)
    return text if end < 0 else text[:end]
