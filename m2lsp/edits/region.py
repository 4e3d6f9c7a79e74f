"""New text for a region, fitted to the place that the region came from.

A model that is shown part of a file often answers with its indentation taken away, or with that of
the first line lost.  Which of these it did shows in the lines it left as they were.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Indent
from m2lsp.core.text import Span
from m2lsp.edits.apply import left_out_code
from m2lsp.edits.indentation import Shift, indent_of, step, uses_tabs
from m2lsp.edits.minimise import narrow
from m2lsp.edits.placeholder import placeholder
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import is_blank, source


def replace_region(document: Document, region: Span, new: str, indent: Indent) -> DocumentEdit | Drop:
    """The minimal edit that puts ``new`` in place of ``region``.

    ``new`` is indented as the region was, with its tabs or spaces (``indent`` where the document does
    not tell); line ends, blank lines round the region and the end of its last line stay.
    """
    old = region.of(document.text)
    fresh = _solid(source(new).bodies)
    if not fresh:
        return Drop(Reason.EMPTY, "The fence is empty. Put the whole new text of the region in it.")
    was = set(source(document.text).bodies)
    left_out = placeholder(line for line in fresh if line not in was)
    if left_out is not None:
        return left_out_code(left_out)
    lead, tail = _margins(old)
    start = region.start + len(lead)
    head = document.text[document.starts[document.line_of(start)] : start]
    base = indent_of(head + old[len(lead) :])
    lines = _fitted(_in_manner_of(document, fresh, indent), (head + old[len(lead) :], base))
    lines[0] = (
        lines[0][len(head) :] if is_blank(head) and lines[0].startswith(head) else lines[0].lstrip(" \t")
    )
    text = lead + document.eol.join(lines).rstrip(" \t" if tail else "") + tail
    edit = narrow(document, [Edit(region, text)])
    if not edit.edits:
        return Drop(Reason.UNCHANGED, "The text in the fence is the same as before.")
    return edit


def _solid(lines: Sequence[str]) -> list[str]:
    """The lines without the blank ones at either end."""
    full = [number for number, line in enumerate(lines) if not is_blank(line)]
    return list(lines[full[0] : full[-1] + 1]) if full else []


def _margins(old: str) -> tuple[str, str]:
    """The blank lines before the region's first word, and the white space after its last."""
    if not old.strip():
        body = old.rstrip("\r\n")
        return "", old[len(body) :]
    before = len(old) - len(old.lstrip())
    lead = max(old.rfind("\n", 0, before), old.rfind("\r", 0, before)) + 1
    return old[:lead], old[len(old.rstrip()) :]


def _in_manner_of(document: Document, lines: list[str], indent: Indent) -> list[str]:
    """The lines with tabs for spaces, or the reverse, where the document indents so."""
    there = source(document.text).bodies
    theirs, ours = uses_tabs(lines), uses_tabs(there)
    ours = indent.tabs if ours is None else ours
    if theirs is None or theirs == ours:
        return lines
    unit = (" " * step(lines), "\t") if ours else ("\t", " " * _width(there, indent))
    shift = Shift((("", ""),), unit)
    return [shift.of(line) if line[:1] in unit[0][:1] else line for line in lines]


def _width(lines: Sequence[str], indent: Indent) -> int:
    return step(lines) if uses_tabs(lines) is False else indent.width


def _fitted(lines: Sequence[str], place: tuple[str, str]) -> list[str]:
    """The lines as deep as they belong: ``place`` is the old text from its line's start, and its indentation.

    The way that leaves most lines as they were is taken; where none does, the first line goes where
    the old first line was and the others move with it.
    """
    old, base = place
    ways = (_moved(lines, base), [base + lines[0].lstrip(" \t"), *lines[1:]], lines)
    was = Counter(line.rstrip() for line in source(old).bodies if not is_blank(line))

    def kept(way: Iterable[str]) -> int:
        return (Counter(line.rstrip() for line in way) & was).total()

    return list(max(ways, key=kept))


def _moved(lines: Sequence[str], base: str) -> list[str]:
    """All lines moved by as much as brings the first to ``base``."""
    first = indent_of(lines[0])
    if base.startswith(first):
        more = base[len(first) :]
        return [line if is_blank(line) else more + line for line in lines]
    less = len(first) - len(base)
    return [line[min(less, len(indent_of(line))) :] for line in lines]
