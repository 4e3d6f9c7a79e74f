"""When a reply that is still coming is complete, so that the stream can be closed."""

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.chain import END, FIND, PLACE, apply
from m2lsp.postprocess.drop_echo import LOOK_BACK
from m2lsp.postprocess.drop_repetition import drop_repetition
from m2lsp.postprocess.remarks import is_remark
from m2lsp.postprocess.sentences import is_heading, may_be_sentence, may_be_thought
from m2lsp.postprocess.stop_at_suffix import stop_at_suffix
from m2lsp.postprocess.strip_control import strip_control
from m2lsp.postprocess.strip_envelope import may_be_envelope, strip_envelope
from m2lsp.postprocess.strip_line_marks import may_be_marked, strip_line_marks
from m2lsp.postprocess.surroundings import is_prose, lines_above

# Repetition that has come to so many lines won't end by itself.
ENDLESS = 24

# The filters that look only at what has come, never at how it ends.
STOPS = tuple(each for each in END if each not in (drop_repetition, stop_at_suffix))

# What is taken off before the first line is looked at.  An envelope or marks have to be seen to their end.
BARES = tuple(each for each in FIND if each not in (strip_control, strip_envelope, strip_line_marks))

# A line that no filter knows: if it is cut off, so is all that may still come.
_MORE = "\ue000\n"


def complete(text: str, context: Context) -> bool:
    """Whether what may still come would be cut off anyway: the line or the scope is finished.

    Called for every delta with all that has come so far, so it looks at whole lines only and never
    parses.  In doubt it says no: a stream that runs on costs time, one that is cut loses text.
    """
    whole = strip_control(text[: text.rfind("\n") + 1], context)
    if not whole.strip():
        return False
    code = apply(BARES, whole + _MORE, context)
    if isinstance(code, Drop):
        return False
    if not code.endswith(_MORE):
        return bool(code.strip())
    return _is_finished(code.removesuffix(_MORE), context)


def begun(text: str, context: Context) -> str:
    """The code in a reply that is still coming, from where it starts at the cursor; its end is still open.

    Empty while nothing can be said of it.
    """
    code = apply((*FIND, *PLACE), text, context)
    return "" if isinstance(code, Drop) else code


def _is_finished(code: str, context: Context) -> bool:
    if not code.strip() or _may_be_other(code, context) or _is_echo(code, context):
        return False
    placed = apply(PLACE, code, context)
    if isinstance(placed, Drop) or not placed.strip():
        return False
    # A single line that equals the next one may yet go on otherwise.
    more = placed.rstrip("\n") + "\n" + _MORE
    if _is_endless(placed, context) or stop_at_suffix(more, context) != more:
        return True
    # A blank line more tells a last line that keeps its line end from one that may go on.
    return any(each(placed + "\n", context) != placed + "\n" for each in STOPS)


def _is_endless(code: str, context: Context) -> bool:
    """Whether so much is repetition already that it is no table or list that may still end."""
    return code.count("\n") - drop_repetition(code, context).count("\n") >= ENDLESS


def _may_be_other(code: str, context: Context) -> bool:
    """Whether only what follows will show that the first line is no code: a sentence, thought, or fence."""
    first = code.lstrip("\n").split("\n", 1)[0]
    if may_be_envelope(code) or may_be_marked(first):
        return True
    if first.lstrip().startswith(("```", "~~~")) or may_be_thought(first) or is_heading(first):
        return True
    return (may_be_sentence(first) or is_remark(first)) and not is_prose(context)


def _is_echo(code: str, context: Context) -> bool:
    """Whether all lines so far stand above the cursor, so that more of the same may follow."""
    lines = [line.strip() for line in code.strip("\n").split("\n")]
    above = [line.strip() for line in lines_above(context, LOOK_BACK)]
    return any(above[n : n + len(lines)] == lines for n in range(len(above) - len(lines) + 1))
