"""The part of the document that is shown: a window round the focus.

It begins and ends with whole lines, and it holds more of what comes before the focus than of what comes
after.  While someone types or goes to a place near by it stays put, because every change before the cursor
breaks the server's prefix cache (sliding it with the cursor cost a quarter of the cached tokens;
m2-wire-measured, section 2).  Its start moves on a coarse grid of offsets, in steps of half the part before
the focus; its end on one that is counted from the end of the document, which typing before it does not move.

The start is then moved to suit the syntax: back to the head of the function or class that the focus is in,
if that fits; else forward out of a function of which only the tail would be shown.
"""

from collections.abc import Callable

from m2lsp.core.document import Document
from m2lsp.core.text import Span
from m2lsp.languages import Syntax

_BEFORE = 0.7  # of the room, for what comes before the focus
_STEP = _BEFORE / 2

# What a token's length in characters is taken from: it must not depend on the text, or typing would move
# the window.
_SAMPLE = "    def visit(self, node: Node) -> None:  # of the tree\n        self.seen[node.id] += 1\n" * 40


def excerpt(
    document: Document, focus: Span, syntax: Syntax | None, room: int, tokens: Callable[[str], int]
) -> Span:
    """The window of at most ``room`` tokens round ``focus``.

    The focus is always whole in it: where it alone takes more than ``room``, it is all there is.
    """
    length = room * len(_SAMPLE) // max(tokens(_SAMPLE), 1)
    while (spare := length - (focus.end - focus.start)) > 0:
        window = _window(document, focus, syntax, spare)
        cost = tokens(window.of(document.text))
        if cost <= room:
            return window
        length = min(length - 1, length * room // cost)  # this text has shorter tokens than the sample
    return focus


def _window(document: Document, focus: Span, syntax: Syntax | None, spare: int) -> Span:
    """The window with at most ``spare`` characters beside the focus."""
    end = _end(document, focus.end, max(int(spare * (1 - _BEFORE)), 1))
    before = spare - (end - focus.end)
    if before >= focus.start:
        return Span(0, end)
    start = _start(document, focus.start, before, step=max(int(spare * _STEP), 1))
    if syntax:
        start = _suited(document, focus, start, focus.start - before, syntax)
    return Span(_past_blank_lines(document.text, start, focus.start), end)


def _end(document: Document, offset: int, after: int) -> int:
    """The end of the last whole line before a point of the grid, at most ``after`` characters on; inside
    the line if it is longer.
    """
    beyond = len(document.text) - offset - after
    if beyond <= 0:
        return len(document.text)
    step = -(-after // 2)
    point = max(len(document.text) - -(-beyond // step) * step, offset)
    line_start = document.starts[document.line_of(point)]
    return line_start if line_start > offset else point


def _start(document: Document, offset: int, before: int, step: int) -> int:
    """The first line that starts past a point of the grid, at most ``before`` characters back."""
    point = -(-(offset - before) // step) * step
    line = document.line_of(point)
    if document.starts[line] == point:
        return point
    following = document.starts[line + 1] if line + 1 < len(document.starts) else offset + 1
    return following if following <= offset else min(point, offset)


def _suited(document: Document, focus: Span, start: int, earliest: int, syntax: Syntax) -> int:
    """``start`` moved to where something whole begins."""
    around = syntax.scopes(focus)
    for scope in reversed(around):
        head = document.starts[document.line_of(scope.start)]
        if earliest <= head < start:
            return head
    for scope in reversed(syntax.scopes(start)):
        if scope not in around and scope.start < start:
            past = document.whole_lines(Span(scope.end, scope.end)).end
            if scope.end < focus.start and past - start < (focus.start - start) // 2:
                return past
    return start


def _past_blank_lines(text: str, start: int, limit: int) -> int:
    """The start of the first line with something on it, unless ``limit`` comes before it."""
    between = text[start:limit]
    blank = between[: len(between) - len(between.lstrip())]
    return start + max(blank.rfind("\n"), blank.rfind("\r")) + 1
