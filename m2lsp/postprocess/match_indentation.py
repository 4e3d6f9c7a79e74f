"""Indent the text as the document is: its tabs or spaces, its width, the cursor's depth.

    def f():\n    ˇ     for x in xs:\n    print(x)  ->  for x in xs:\n        print(x)

Models that chat indent from the margin, others from where the cursor is; which it is shows where a line
that must stand deeper than its first one does not.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

from m2lsp.core.context import Context
from m2lsp.core.feature import Indent
from m2lsp.postprocess.indents import (
    CLOSERS,
    WIDTHS,
    cursor_depth,
    depth,
    document_indent,
    indent_of,
    leading,
    opens_block,
)
from m2lsp.postprocess.surroundings import line_comment, lines_above

# After these nothing follows in the same block: what comes next is outside it.
_LEAVES = ("return", "break", "continue", "raise", "throw", "goto", "pass", "*/", *CLOSERS)

# A line that ends so goes on in the next one.
_GOES_ON = re.compile(r"(?:&&|\|\||[+=?]|\b(?:and|or|in))\s*\Z")

# What may stand as far out as the line that opened its block.
_LABEL = re.compile(r"\s*(?:[)\]}]|case\b|default\s*:|(?:public|private|protected)\s*:)")


def match_indentation(text: str, context: Context) -> str:
    """The text with every line but the first, which the cursor's line begins, indented anew."""
    first, *rest = text.split("\n")
    first = _first_line(first, context)
    if not any(line.strip() for line in rest):
        return "\n".join([first, *rest])
    style = document_indent(context)
    if style:
        rest = _in_style(first, rest, style, context)
    if _starts_at_margin(first, rest, context):
        rest = [leading(context.line_prefix) + line if line.strip() else line for line in rest]
    return "\n".join([first, *rest])


def _first_line(line: str, context: Context) -> str:
    """The first line without the indentation that the cursor has already."""
    prefix = context.line_prefix
    if not prefix or prefix.strip() or not leading(line):
        return line
    above = next((a for a in reversed(lines_above(context, 20)) if a.strip()), "")
    style = document_indent(context) or Indent()
    if opens_block(above) and depth(prefix) < depth(above) + style.width == depth(prefix + leading(line)):
        return line
    return line.lstrip(" \t")


def _in_style(first: str, rest: list[str], style: Indent, context: Context) -> list[str]:
    """The lines with the document's tabs or spaces, and its width where they clearly have another."""
    base = cursor_depth(first, context)
    own = indent_of(rest) or style
    if style.tabs:
        return [_with_tabs(line, own) for line in rest]
    rest = [leading(line).replace("\t", style.unit) + line.lstrip(" \t") for line in rest]
    step = _step([context.line_prefix + first, *rest])
    inner = [depth(line) - base for line in rest if depth(line) > base]
    if step == style.width or step not in WIDTHS or any(columns % step for columns in inner):
        return rest
    return [_widened(line, base, step, style.width) for line in rest]


def _with_tabs(line: str, own: Indent) -> str:
    if not leading(line).strip("\t"):
        return line
    levels, spaces = divmod(depth(line), own.width)
    return "\t" * levels + " " * spaces + line.lstrip(" \t")


def _widened(line: str, base: int, step: int, width: int) -> str:
    if not line.strip() or depth(line) <= base:
        return line
    return " " * (base + (depth(line) - base) // step * width) + line.lstrip(" \t")


def _step(lines: Iterable[str]) -> int:
    """How much deeper the text goes after a line that opens a block; 0 if it never does."""
    filled = [line for line in lines if line.strip()]
    steps = {depth(b) - depth(a) for a, b in pairwise(filled) if a.rstrip().endswith(("{", ":"))}
    return max(0, steps.pop()) if len(steps) == 1 else 0


def _starts_at_margin(first: str, rest: list[str], context: Context) -> bool:
    """Whether the text is indented from the margin instead of from the cursor's depth."""
    base = _statement_depth(context)
    if not base or not first.strip() or "*/" in first:
        return False
    following = next(line for line in rest if line.strip())
    if _LABEL.match(following):
        return False
    comment = line_comment(context)
    if opens_block(context.line_prefix + first) and not (comment and first.startswith(comment)):
        return 0 < depth(following) <= base
    directly = following is rest[0] and not context.line_prefix.strip() and not first.startswith(_LEAVES)
    return directly and depth(following) == 0


def _statement_depth(context: Context) -> int:
    """The depth of the statement that the cursor's line is of, which may have begun on the line above."""
    here = depth(leading(context.line_prefix))
    above = next((a for a in reversed(lines_above(context, 20)) if a.strip()), "")
    return min(here, depth(above)) if _GOES_ON.search(above) else here
