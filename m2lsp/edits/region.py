"""New text for a region, fitted to the place that the region came from.

A model that is shown part of a file often answers with its indentation taken away, or with that of
the first line lost.
"""

import re
from collections.abc import Sequence

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Indent
from m2lsp.core.text import Span
from m2lsp.edits.apply import left_out_code
from m2lsp.edits.indentation import Shift, depth, indent_of, step, uses_tabs
from m2lsp.edits.minimise import narrow
from m2lsp.edits.placeholder import placeholder
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import is_blank, source

# A line whose next one is deeper: it ends in a colon, an open bracket, a comma, an operator.
_GOES_ON = re.compile(r"[^\w\s;)}\]\"'`]\s*$")


def replace_region(document: Document, region: Span, new: str, indent: Indent) -> DocumentEdit | Drop:
    """The minimal edit that puts ``new`` in place of ``region``.

    ``new`` is indented as the region was, with its tabs or spaces (``indent`` where the document does
    not tell); line ends, blank lines round the region and the end of its last line stay.
    """
    fresh = _solid(source(new).bodies)
    if not fresh:
        return Drop(Reason.EMPTY, "The fence is empty. Put the whole new text of the region in it.")
    there = set(source(document.text).bodies)
    left_out = placeholder(line for line in fresh if line not in there)
    if left_out is not None:
        return left_out_code(left_out)
    edit = narrow(document, [Edit(region, _in_place(document, region, fresh, indent))])
    return edit if edit.edits else Drop(Reason.UNCHANGED, "The text in the fence is the same as before.")


def _in_place(document: Document, region: Span, fresh: Sequence[str], indent: Indent) -> str:
    """The new lines as the text of the region, between the blank lines that it began and ended with."""
    old = region.of(document.text)
    lead, tail = _margins(old)
    start = region.start + len(lead)
    head = document.text[document.starts[document.line_of(start)] : start]
    was = source(head + old[len(lead) :]).bodies
    first, *rest = _fitted(_in_manner_of(document, fresh, indent), was, indent_of(was[0] if was else ""))
    if is_blank(head):  # the region began after some indentation, which stays where it is
        first = first[len(head) :] if first.startswith(head) else first.lstrip(" \t")
    else:
        first = first.lstrip(" \t")
    return lead + document.eol.join((first, *rest)) + tail


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


def _in_manner_of(document: Document, lines: Sequence[str], indent: Indent) -> Sequence[str]:
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


def _fitted(lines: Sequence[str], old: Sequence[str], base: str) -> list[str]:
    """The lines as deep as they belong, the first one at ``base``; ``old`` are the lines that were there."""
    if _only_first_is_bare(lines, old, depth(base)):
        return [base + lines[0].lstrip(" \t"), *lines[1:]]
    return _moved(lines, base)


def _only_first_is_bare(lines: Sequence[str], old: Sequence[str], base: int) -> bool:
    """Whether the first line lost its indentation and the others kept theirs.

    A block that lost all of it and begins with ``if x:`` looks alike, so it matters how deep the
    second line is: as before, if the first one stayed; else deeper than the place if the first one
    goes on, and anywhere inside it if not.
    """
    depths = [depth(indent_of(line)) for line in lines if not is_blank(line)]
    if depths[0] >= base or len(depths) == 1 or min(depths[1:]) < base:
        return False
    was = [line for line in old if not is_blank(line)]
    if len(was) > 1 and was[0].strip() == lines[0].strip():
        return depths[1] == depth(indent_of(was[1]))
    return depths[1] > base or not _GOES_ON.search(lines[0])


def _moved(lines: Sequence[str], base: str) -> list[str]:
    """All lines moved by as much as brings the first to ``base``."""
    first = indent_of(lines[0])
    if base.startswith(first):
        more = base[len(first) :]
        return [line if is_blank(line) else more + line for line in lines]
    less = len(first) - len(base)
    return [line[min(less, len(indent_of(line))) :] for line in lines]
