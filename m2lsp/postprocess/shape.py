"""One line or many: decided here, from the cursor's line alone.

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
    ``total = ˇ``                       python      one    the line is to be finished
    ``foo(a, ˇ``                        python      one    the same; it goes on to where the bracket
                                                           closes
    ``if ready: ˇ``                     python      one    the space says that it goes on in this line
    ``// Sums theˇ``                    rust        one    a comment
    ==================================  ==========  =====  =============================================

The tests read these rows.  A blank line inside a function, a class body or a file gets many lines: where
they end is decided by ``stop_at_scope_end`` and ``stop_at_suffix``.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.surroundings import line_comment

# What opens a block at the end of the line before the cursor.
OPENED = re.compile(r"(?:\{\s*|:|(?:^|\s)(?:then|do|begin))\Z")
_CLOSES_BLOCK = re.compile(r"\s*\}[)\]};,\s]*\Z")

# What may stand after the cursor while the text is still the end of the line.
ONLY_CLOSERS = re.compile(r"[)\]};,\s]*\Z")


def one_line(context: Context) -> bool:
    """Whether a suggestion at the cursor is to be one line."""
    prefix, suffix = context.line_prefix, context.line_suffix
    if suffix.strip():
        return not (prefix.rstrip().endswith("{") and _CLOSES_BLOCK.match(suffix))
    if not prefix.strip():
        return False
    comment = line_comment(context)
    if comment and prefix.lstrip().startswith(comment):
        return True
    return OPENED.search(prefix) is None
