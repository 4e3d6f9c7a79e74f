"""Indentation: how deep a line stands, and how the document indents."""

from collections import Counter
from itertools import pairwise

from m2lsp.core.context import Context
from m2lsp.core.feature import Indent
from m2lsp.postprocess.surroundings import is_above_code, line_below, lines_above, lines_below

# A tab counts as this many columns where depths are compared.
TAB = 4

# Lines looked at on each side of the cursor to learn how the document indents.
SAMPLE = 80

# The widths that people indent by; any other step is alignment.
WIDTHS = (2, 3, 4, 8)

BLOCK_OPENERS = ("{", "(", "[", ":", "=>", "->", " then", " do")

CLOSERS = (")", "]", "}")


def leading(line: str) -> str:
    """The spaces and tabs that the line starts with."""
    return line[: len(line) - len(line.lstrip(" \t"))]


def depth(line: str) -> int:
    """How many columns the line is indented."""
    return len(leading(line).expandtabs(TAB))


def opens_block(line: str) -> bool:
    """Whether the line ends in what opens a block: a bracket, a colon, an arrow, ``then``, ``do``."""
    return line.rstrip().endswith(BLOCK_OPENERS)


def cursor_depth(text: str, context: Context) -> int:
    """The depth, in columns, of the line that ``text`` starts on, once it is inserted."""
    prefix = context.line_prefix
    return depth(prefix if prefix.strip() else prefix + leading(text))


def has_its_closer(column: int, floor: int, context: Context) -> bool:
    """Whether the document itself closes, below the cursor, the block that the cursor is in.

    ``column`` is the depth of the closer that was offered, ``floor`` that of the block's lines.
    """
    below = line_below(context)
    if below is None:
        return False
    if below.lstrip().startswith(CLOSERS):
        return depth(below) >= column
    return depth(below) >= floor > 0


def lacks_closer_above(column: int, context: Context) -> bool:
    """Whether a closer that stands first, ``column`` deep, ends deeper lines above that nothing else ends."""
    above = next((line for line in reversed(lines_above(context, SAMPLE)) if line.strip()), "")
    below = line_below(context) or ""
    closed = below.lstrip().startswith(CLOSERS) and depth(below) >= column
    deeper = depth(above) > column or (depth(above) == column and opens_block(above))
    return deeper and not closed and (is_above_code(context) or not context.line_suffix.strip())


def document_indent(context: Context) -> Indent | None:
    """How the lines near the cursor are indented; ``None`` if none of them is.

    The blocks round the cursor say more than the other lines.
    """
    above = lines_above(context, SAMPLE)
    found = indent_of([*above, *lines_below(context, SAMPLE)])
    step = None if found is None or found.tabs else _enclosing_step(above)
    return Indent(step) if step else found


def indent_of(lines: list[str]) -> Indent | None:
    """The indentation that ``lines`` show: by the commonest step inward; ``None`` if they show none.

    The lines of a block comment, which stand one column further in, say nothing.
    """
    filled = [line for line in lines if line.strip() and not line.lstrip().startswith("*")]
    indented = [line for line in filled if leading(line)]
    if not indented:
        return None
    if sum(line[0] == "\t" for line in indented) * 2 > len(indented):
        return Indent(TAB, tabs=True)
    steps = Counter(filter(WIDTHS.__contains__, map(_step, pairwise(filled))))
    width = steps.most_common(1)[0][0] if steps else min(depth(line) for line in indented)
    return Indent(width) if width in WIDTHS else None


def _enclosing_step(above: list[str]) -> int | None:
    """How much deeper the innermost block that encloses the last of the lines above is than what opens it."""
    column = None
    for line in reversed(above):
        if not line.strip():
            continue
        if column and depth(line) < column:
            step = column - depth(line)
            return step if line.rstrip().endswith(("{", ":")) and step in WIDTHS else None
        column = depth(line) if column is None else column
    return None


def _step(pair: tuple[str, str]) -> int:
    """How many columns a line stands deeper than the one before it, or further out if it closes a block."""
    before, line = pair
    return (depth(before) - depth(line)) * (1 if line.lstrip().startswith(CLOSERS) else -1)
