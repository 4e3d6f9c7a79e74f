"""One line or many: decided here, from the cursor's line and from what stands below it.

    ==================================  ==========  =====  =============================================
    cursor                              language    lines  because
    ==================================  ==========  =====  =============================================
    ``total = sum(ˇ, start)``           python      one    code follows on the line
    ``ˇreturn x``                       python      one    code follows on the line
    ``run(ˇ);``                         typescript  one    only closers follow; it may go on where the
                                                           text itself opens a bracket
    ``fn main() {ˇ}``                   rust        many   an open and empty block, closed by the editor
    ``it('a', () => {ˇ});``             typescript  many   the same inside a call
    ``fn main() {ˇ``                    rust        many   a block was just opened
    ``def f(x):ˇ``                      python      many   a block was just opened
    ``    ˇ``                           python      many   nothing is there to be finished
    ``    ˇ¶    go()``                  python      one    the block goes on below: what is missing is a
                                                           statement
    ``    ˇ¶stop()``                    python      many   the block ends below
    ``    ˇ¶}``                         rust        many   the same
    ``total = ˇ``                       python      one    the line is to be finished
    ``foo(a, ˇ``                        python      one    the same; it goes on to where the bracket
                                                           closes
    ``if ready: ˇ``                     python      one    the space says that it goes on in this line
    ``// Sums theˇ``                    rust        one    a comment
    ==================================  ==========  =====  =============================================

The tests read these rows, in which ``¶`` is a line end.  Where a blank line gets many, ``stop_at_scope_end``
and ``stop_at_suffix`` decide where they end.  Where it gets one, a line that opens a block has that block
with it, unless that is what stands below: see ``stop_at_line_end``.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.indents import CLOSERS, cursor_depth, depth
from m2lsp.postprocess.surroundings import is_prose, line_comment, next_line

# What opens a block at the end of the line before the cursor.
OPENED = re.compile(r"(?:\{\s*|:|(?:^|\s)(?:then|do|begin))\Z")
_CLOSES_BLOCK = re.compile(r"\s*\}[)\]};,\s]*\Z")

# What may stand after the cursor while the text is still the end of the line.
ONLY_CLOSERS = re.compile(r"[)\]};,\s]*\Z")


def one_line(context: Context, text: str = "") -> bool:
    """Whether a suggestion at the cursor is to be one line; on a blank line the text's own depth counts."""
    prefix, suffix = context.line_prefix, context.line_suffix
    if suffix.strip():
        return not (prefix.rstrip().endswith("{") and _CLOSES_BLOCK.match(suffix))
    if not prefix.strip():
        return _goes_on_below(context, text)
    comment = line_comment(context)
    if comment and prefix.lstrip().startswith(comment):
        return True
    return OPENED.search(prefix) is None


def _goes_on_below(context: Context, text: str) -> bool:
    """Whether what stands below a blank line belongs to the same block, or to a deeper one."""
    below = next_line(context)
    if below is None or below.lstrip().startswith(CLOSERS) or is_prose(context):
        return False
    first = text.lstrip("\n")
    return depth(below) >= cursor_depth(first, context)
