"""Where a statement ends that is put on a line of its own, above code that goes on.

It is its first line, and on to where the brackets and strings close that this opens.  The block that it
opens belongs to it too, with its ``else``, and so does what a decorator or a comment at its start is about.
Where a deeper block stands below the cursor, it ends with the line that leads into that.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import is_in_long_string, unmatched
from m2lsp.postprocess.indents import CLOSERS, cursor_depth, depth, opens_block
from m2lsp.postprocess.surroundings import is_above_code, line_below, line_comment

# A line that ends so goes on in the next one.
UNFINISHED = re.compile(r"(?:&&|\|\||[+=?\\(\[]|=>|->|\b(?:and|or|in|not|else))\s*\Z")

# What stands as far out as the first line and still belongs to the statement.
_BRANCH = re.compile(
    r"(?:else|elif|elsif|except|finally|catch|rescue|ensure)\b|(?:end|fi|done|esac)[);]*\s*\Z|</|\{"
)

# A line that is about the next one: a decorator, an attribute, a comment in block form.
_LEADS_ON = re.compile(r"@\w|#!?\[|/\*|\*(?:[\s/]|\Z)|<!--")

# In these a line that could be whole is whole; elsewhere the next one may begin with a dot or an operator.
_ENDS_WITH_LINE = frozenset({"python", "go", "lua", "ruby", "shellscript"})


def statement_end(text: str, start: int, context: Context) -> int:
    """The offset of the line end that ends the statement which begins at ``start``.

    -1 if the text does not reach it, or does not show yet that it does.
    """
    floor = cursor_depth(text[start:], context)
    below = line_below(context)
    inner = depth(below) if below is not None else 0
    first = end = text.find("\n", start)
    while end >= 0:
        line, rest = text[text.rfind("\n", 0, end) + 1 : end], text[end + 1 :]
        following = next((each for each in rest.split("\n") if each.strip()), None)
        if inner > floor:
            last = _leads_in(line, floor if end == first else depth(line), inner)
        else:
            last = not _leads_on(line, context) and _is_last(line, following, floor, context)
            last = last and not is_open(text[:end], text, context)
        if last:
            return end
        end = _next_end(text, end)
    return -1


def _leads_in(line: str, column: int, inner: int) -> bool:
    """Whether a line opens what goes on below the cursor, ``inner`` columns deep."""
    return column < inner and (opens_block(line) or bool(UNFINISHED.search(line)))


def is_open(head: str, text: str, context: Context) -> bool:
    """Whether, at the end of ``head``, a bracket that the line does not close or a long string is open.

    ``head`` is the first part of ``text``.
    """
    prefix, comment = context.line_prefix, line_comment(context)
    openers = unmatched(prefix + head, comment)[1]
    closed = 0 if is_above_code(context) else len(unmatched(context.line_suffix, comment)[0])
    return len(openers) > closed or is_in_long_string(prefix + text, len(prefix) + len(head))


def _is_last(line: str, following: str | None, floor: int, context: Context) -> bool:
    """Whether the statement ends with ``line``; ``following`` is the next that is not blank, if it came."""
    if following is None:
        return _is_whole(line, floor, context)
    if UNFINISHED.search(line) or depth(following) > floor:
        return False
    return not (depth(following) == floor and _is_branch(line, following, floor))


def _is_branch(line: str, following: str, floor: int) -> bool:
    deeper = depth(line) > floor or opens_block(line)
    opened = deeper or not line.rstrip().endswith((";", ","))
    code = following.lstrip()
    return (deeper and code.startswith(CLOSERS)) or (opened and bool(_BRANCH.match(code)))


def _is_whole(line: str, floor: int, context: Context) -> bool:
    """Whether nothing that may follow could belong to the statement."""
    if depth(line) > floor or opens_block(line) or UNFINISHED.search(line):
        return False
    return line.rstrip().endswith(";") or context.document.language_id in _ENDS_WITH_LINE


def _leads_on(line: str, context: Context) -> bool:
    comment = line_comment(context)
    code = line.lstrip()
    return bool(_LEADS_ON.match(code)) or bool(comment and code.startswith(comment))


def _next_end(text: str, end: int) -> int:
    """The end of the next line that is not blank."""
    start = end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip())
    return text.find("\n", start) if start < len(text) else -1
