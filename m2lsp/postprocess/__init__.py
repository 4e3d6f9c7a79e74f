"""From a model's reply to text worth showing at the cursor.

A filter is one function in a file of its name, ``(text, context) -> str | Drop``, pure and without state.
The text goes in place of ``context.focus``.  ``chain`` has the order: find the code in the reply, make it
start where the cursor is, end it where it should end, fit it to what follows, and last the parser.
Between ``strip_control`` and ``match_line_ends`` every line end is ``\\n``.

Why nothing is shown (``Drop.reason``; the names are stable, they are counted):

    ==================  ==============================================================
    only thinking       the model was still thinking when the answer ended
    only tokens         nothing but control tokens
    only prose          sentences instead of code
    tool call           the model called a tool instead of answering
    placeholder         comments that say where code is to go
    echo                it repeated what is before the cursor, and no more
    repeats suffix      it repeated what is after the cursor, and no more
    blank               nothing was left, or nothing came
    unchanged           it differs from the selection only in white space
    breaks syntax       no part of it parses as well as the document does without it
    ==================  ==============================================================
"""

from m2lsp.postprocess.chain import INLINE_COMPLETION, Change, Filter, apply
from m2lsp.postprocess.shape import one_line
from m2lsp.postprocess.stream import begun, complete

__all__ = ["INLINE_COMPLETION", "Change", "Filter", "apply", "begun", "complete", "one_line"]
