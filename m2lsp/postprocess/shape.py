"""One line or many: decided here, from the cursor's line alone.

    ====================================  =====  =====================================================
    cursor                                lines  because
    ====================================  =====  =====================================================
    ``total = sum(ˇ, start)``             one    code follows on the line
    ``ˇreturn x``                         one    code follows on the line
    ``fn main() {ˇ}``                     many   an open and empty block, closed by the editor
    ``fn main() {ˇ``, ``def f(x):ˇ``      many   a block was just opened
    ``    ˇ`` (a blank line)              many   nothing is there to be finished
    ``total = ˇ``, ``foo(a, ˇ``           one    the line is to be finished; it may go on where a
                                                 bracket is open
    ``run(ˇ);``                           one    only closers follow; it may go on where the text
                                                 itself opens a bracket
    ``if ready: ˇ``                       one    the space says that it goes on in this line
    ``// Sums theˇ``                      one    a comment
    ====================================  =====  =====================================================

A blank line inside a function, a class body or a file gets many lines: where they end is decided by
``stop_at_scope_end`` and ``stop_at_suffix``.
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
