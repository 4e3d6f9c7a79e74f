"""End the text where the scope of the cursor ends.

    def f():\n    ˇ     return x\n\n\ndef g():\n    pass  ->  return x

The scope is the block that the cursor's line opens, or else the one that the line stands in.  It ends
before a line that is indented less, and at a closing bracket that the text did not open: such a bracket
is kept if the document has none for the block, and left out if it has.  At the top of a file it ends
after the first definition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import is_in_long_string, unmatched
from m2lsp.postprocess.indents import CLOSERS, depth, has_its_closer, lacks_closer_above
from m2lsp.postprocess.shape import OPENED
from m2lsp.postprocess.surroundings import is_above_code, line_comment

# What may stand as far out as the line that opened the block and still belong to it.
_GOES_ON = re.compile(r"\s*(?:[)\]}]\s*)*(?:else|elif|elsif|except|finally|catch|rescue|ensure|while)\b")
_ENDS = re.compile(r"\s*(?:end|fi|done|esac)\b")
_CLOSING = re.compile(r"[)\]} ;,]*")

# The C preprocessor's lines stand at the margin wherever they are.
_DIRECTIVE = re.compile(
    r"#\s*(?:if|ifdef|ifndef|elif|else|endif|define|undef|include|pragma|region|endregion)\b"
)


@dataclass(frozen=True, slots=True)
class _Scope:
    """``floor`` is the least depth of the scope's lines, ``closed_at`` the depth of what closes it."""

    floor: int
    closed_at: int
    opened: bool


def stop_at_scope_end(text: str, context: Context) -> str:
    """The text up to the end of the scope."""
    prefix = context.line_prefix
    end = _scope_end(prefix + text, context)
    return text[: max(0, end - len(prefix))]


def _scope_end(whole: str, context: Context) -> int:
    """Where the scope ends in ``whole``, the cursor's line with the text in it."""
    scope = _scope(whole, context)
    surplus = set(unmatched(whole, line_comment(context))[0])
    finished = False
    for start, line in _lines(whole, context):
        at = start + len(line) - len(line.lstrip())
        if is_in_long_string(whole, at):
            continue
        if at in surplus and (end := _end_at_closer(whole, at, scope, context)) is not None:
            return end
        if finished or (start and _is_outside(line, scope)) or _is_next_definition(whole, start, scope):
            return start
        finished = _is_last(line, scope)
    return len(whole)


def _scope(whole: str, context: Context) -> _Scope:
    base = depth(whole)
    opened = bool(context.line_prefix.strip() and OPENED.search(context.line_prefix))
    return _Scope(base + opened, base, opened)


def _lines(whole: str, context: Context) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their offsets; the first only if all of it is new."""
    start = 0
    for number, line in enumerate(whole.split("\n")):
        if line.strip() and (number or not context.line_prefix.strip()):
            yield start, line
        start += len(line) + 1


def _is_outside(line: str, scope: _Scope) -> bool:
    """Whether a line is too far out, and neither closes nor continues what is in the scope."""
    if depth(line) >= scope.floor or _DIRECTIVE.match(line):
        return False
    mine = depth(line) == scope.closed_at and scope.opened
    return not (mine and (line.lstrip().startswith(CLOSERS) or _GOES_ON.match(line) or _ENDS.match(line)))


def _is_last(line: str, scope: _Scope) -> bool:
    """Whether a line closes the block that the cursor's line opened, for good."""
    if not scope.opened or depth(line) != scope.closed_at or _GOES_ON.match(line):
        return False
    return line.lstrip().startswith(CLOSERS) or bool(_ENDS.match(line))


def _is_next_definition(whole: str, start: int, scope: _Scope) -> bool:
    """Whether another thing starts at the top of the file after a whole definition."""
    if scope.closed_at or scope.opened or not whole[:start].endswith("\n\n") or depth(whole[start:]):
        return False
    return any(depth(line) for line in whole[:start].split("\n") if line.strip())


def _end_at_closer(whole: str, at: int, scope: _Scope, context: Context) -> int | None:
    """Where to end at a bracket that the text did not open; ``None`` to go on.

    Before it if the document has it, behind it if not.  A text that begins with it goes on with what the
    bracket ends: a list of arguments, an ``else``.
    """
    start = whole.rfind("\n", 0, at) + 1
    column = depth(whole[start : at + 1])
    if not start and lacks_closer_above(column, context):
        return None
    follows = context.line_suffix.strip() and not is_above_code(context)
    if follows or has_its_closer(column, scope.floor, context):
        return start
    closing = _CLOSING.match(whole, at)
    return at + len(closing.group().rstrip()) if closing and start else None
