"""Take away space and blank lines at the end, unless code follows on the same line.

total(points)  \n\n  ->  total(points)
"""

from m2lsp.core.context import Context
from m2lsp.postprocess.shape import one_line


def strip_trailing_space(text: str, context: Context) -> str:
    """The text without space at its end; before code, only its line ends go."""
    if not context.line_suffix.strip():
        return text.rstrip()
    return text.rstrip("\n") if one_line(context) else text
