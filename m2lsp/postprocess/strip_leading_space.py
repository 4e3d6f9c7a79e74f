"""Take away space and blank lines that the reply starts with and the document has already.

    x = ˇ     \n total(points)  ->  total(points)

A new line that starts the reply stays where it belongs: after a finished statement or an opened block.
Inside a string all space is content, and after two blanks or more it aligns what follows.
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import open_quote
from m2lsp.postprocess.indents import opens_block
from m2lsp.postprocess.shape import one_line

# What a statement may end in, so that the next one may start on a line of its own.
FINISHED = (";", "}", ",")


def strip_leading_space(text: str, context: Context) -> str:
    """The text without doubled space at its start."""
    prefix = context.line_prefix
    if not prefix.strip():
        return _without_blank_lines(text) if prefix or context.line_suffix.strip() else text
    if open_quote(prefix):
        return text
    if not text.lstrip(" \t").startswith("\n"):
        return text.lstrip() if prefix[-1].isspace() and not prefix[-2:].isspace() else text
    return text if _new_line_fits(context) else text.lstrip()


def _new_line_fits(context: Context) -> bool:
    prefix = context.line_prefix
    if context.line_suffix.strip():
        return not one_line(context)
    return not prefix[-1].isspace() or opens_block(prefix) or prefix.rstrip().endswith(FINISHED)


def _without_blank_lines(text: str) -> str:
    """The text from its first line that holds something, that line's indentation kept."""
    start = len(text) - len(text.lstrip())
    return text[text.rfind("\n", 0, start) + 1 :]
