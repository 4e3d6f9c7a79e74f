"""Take away space and blank lines at the end, unless code follows on the same line.

    total(points)  \n\n  ->  total(points)

Whole lines above code keep one line end, with the blanks that the cursor's line began with behind it.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.shape import one_line
from m2lsp.postprocess.surroundings import is_above_code, line_comment

# A line that nothing can follow but a line end: after a name, a closer, a quote, a tag.
_FINISHED = re.compile(r"""(?:[\w)\]};,"'`]|[^=\-\s]>)\Z""")


def strip_trailing_space(text: str, context: Context) -> str:
    """The text without space at its end; before code, only its line ends go."""
    if not context.line_suffix.strip():
        return text.rstrip()
    if is_above_code(context):
        return text.rstrip() + "\n" + context.line_prefix if _is_whole_lines(text, context) else text
    return text.rstrip("\n") if one_line(context) else text


def _is_whole_lines(text: str, context: Context) -> bool:
    """Whether the text can't go on into the line that it is put before.

    Not left to the parser: several grammars take two statements on a line without a word.
    """
    comment = line_comment(context)
    if comment and text.lstrip().startswith(comment):
        return True
    return "\n" in text or context.line_suffix[0].isspace() or bool(_FINISHED.search(text))
