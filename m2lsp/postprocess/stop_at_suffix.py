"""End the text where it begins to repeat the lines after the cursor.

    x = 1\nˇ\nreturn x     x += 1\nreturn x  ->  x += 1

A line repeats the next one only if its indentation is the same too, and not where the line above the cursor
is that line as well: among equal rows one more is no repetition.  Lines of mere brackets are left to
``stop_at_scope_end``, which knows whose they are.
"""

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.surroundings import is_above_code, lines_above, lines_below

REPEATS_SUFFIX = Drop("repeats suffix", "The model only repeated what is after the cursor.")

# How many lines after the cursor are compared.
LOOK_AHEAD = 60

# So many equal lines, or all that there are, are a repetition even if the reply then goes on otherwise.
LEAST = 2


def stop_at_suffix(text: str, context: Context) -> str | Drop:
    """The text before the first line that repeats what follows."""
    above_code = is_above_code(context)
    here = [context.line_prefix + context.line_suffix] if above_code else []
    below = [line.rstrip() for line in (*here, *lines_below(context, LOOK_AHEAD)) if line.strip()]
    if below and below[0] in (line.rstrip() for line in lines_above(context, 1)):
        return text
    lines = text.split("\n")
    whole = above_code or not (context.line_prefix + context.line_suffix).strip()
    lines[0] = context.line_prefix + lines[0]
    for number in range(0 if whole else 1, len(lines)):
        if _repeats(lines[number:], below):
            kept = "".join(line + "\n" for line in text.split("\n")[:number])
            kept = kept if above_code else kept.removesuffix("\n")
            return kept if kept.strip() else REPEATS_SUFFIX
    return text


def _repeats(lines: list[str], below: list[str]) -> bool:
    """Whether ``lines`` are the ones ``below``, to their end or for long enough."""
    if not below or lines[0].rstrip() != below[0]:
        return False
    mine = [line.rstrip() for line in lines if line.strip()]
    same = 0
    while same < min(len(mine), len(below)) and mine[same] == below[same]:
        same += 1
    if not any(map(str.isalnum, "".join(mine[:same]))):
        return False
    unfinished = same == len(mine) - 1 and same < len(below) and below[same].startswith(mine[same])
    return same == len(mine) or unfinished or same >= min(LEAST, len(below))
