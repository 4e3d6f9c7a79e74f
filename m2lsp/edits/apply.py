"""Blocks and whole files as edits of the texts they are about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePosixPath

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit, apply_edits
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, dominant_eol, with_eol
from m2lsp.edits.align import Match
from m2lsp.edits.explain import listed, shown
from m2lsp.edits.fragment import fragment
from m2lsp.edits.locate import find, part_of
from m2lsp.edits.meant import meant
from m2lsp.edits.merge import merged
from m2lsp.edits.minimise import narrow
from m2lsp.edits.parse import Block, Whole
from m2lsp.edits.placeholder import placeholder
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import BOM, Source, source

_UNCHANGED = Drop(Reason.UNCHANGED, "The new text says the same as the old, so nothing would change.")


@dataclass(frozen=True, slots=True)
class FileEdits:
    """What a reply does to several files, all of it or none: changed ones and new ones."""

    edits: tuple[DocumentEdit, ...] = ()
    created: tuple[Whole, ...] = ()


def apply_block(text: str, search: str, replace: str) -> str | Drop:
    """The text with the lines ``search`` replaced by ``replace``, or why not (see ``Reason``).

    Line ends, byte order mark and final newline stay as they are, lines quoted and not changed too.
    """
    return apply_blocks(text, (Block(search, replace),))


def apply_blocks(text: str, blocks: Sequence[Block]) -> str | Drop:
    """The text with all blocks applied, or why one of them can't be: all or nothing.

    Each block quotes the text as it is now; where one quotes what an earlier one brought, the
    blocks are applied one after another.
    """
    edits = _located(text, blocks)
    if isinstance(edits, Drop):
        return edits
    after = apply_edits(text, edits)
    return after if after != text else _UNCHANGED


def edit_document(
    document: Document, changes: Sequence[Block | Whole], *, whole: bool = False
) -> DocumentEdit | Drop:
    """The minimal edit that a reply's changes make to one document.

    ``whole``: what comes as the whole file is that, however much of the old one it leaves out.
    """
    wholes = [change for change in changes if isinstance(change, Whole)]
    blocks = [change for change in changes if isinstance(change, Block)]
    if wholes and len(changes) > 1:
        return Drop(
            Reason.MALFORMED, "The answer gives the whole file and more for it. Send only one of them."
        )
    edits = _whole(document.text, wholes[0].text) if wholes else _located(document.text, blocks)
    if isinstance(edits, Drop):
        return edits
    part = fragment(document, wholes[0].text) if wholes and not whole else None
    if part:
        return part
    narrowed = narrow(document, edits)
    return narrowed if narrowed.edits else _UNCHANGED


def edit_files(
    changes: Sequence[Block | Whole],
    read: Callable[[str], Document | None],
    default: str = "",
    *,
    whole: bool = False,
) -> FileEdits | Drop:
    """The edits of every file that a reply names; all of them, or the first refusal.

    ``read`` gives the document for a path as the model wrote it (slashes only, no ``./``), ``None``
    for a file that there is not.  ``default`` is the path of changes that name none;
    ``whole`` is as for ``edit_document``.
    """
    by_path: dict[str, list[Block | Whole]] = {}
    for change in changes:
        by_path.setdefault(_plain(change.path or default), []).append(change)
    edits, created = [], []
    for path, group in by_path.items():
        document = read(path) if path else None
        done = edit_document(document, group, whole=whole) if document else _create(path, group)
        if isinstance(done, Drop):
            return Drop(done.reason, f"{path}: {done.detail}" if path else done.detail)
        if isinstance(done, Whole):
            created.append(done)
        else:
            edits.append(done)
    return FileEdits(tuple(edits), tuple(created))


def _located(text: str, blocks: Sequence[Block]) -> list[Edit] | Drop:
    """The edits of all blocks, each as wide as the lines that its block quotes."""
    edits = _all_at_once(text, blocks)
    if isinstance(edits, list) or len(blocks) == 1 or edits.reason != Reason.NOT_FOUND:
        return edits
    after = _one_by_one(text, blocks)
    return edits if isinstance(after, Drop) else [Edit(Span(0, len(text)), after)]


def _all_at_once(text: str, blocks: Sequence[Block]) -> list[Edit] | Drop:
    edits: list[Edit] = []
    lines = source(text)
    for number, block in enumerate(blocks, start=1):
        edit = _edit(lines, block)
        if isinstance(edit, Drop):
            return edit if len(blocks) == 1 else Drop(edit.reason, f"Block {number}: {edit.detail}")
        edits.append(edit)
    edits.sort()
    clash = next((b for a, b in pairwise(edits) if b.span.start < a.span.end or a.span == b.span), None)
    if clash:
        at = listed([lines.line_at(clash.span.start)])
        return Drop(Reason.OVERLAP, f"Two blocks change {at}. Put the change of each line into one block.")
    return edits


def _one_by_one(text: str, blocks: Sequence[Block]) -> str | Drop:
    for block in blocks:
        edit = _edit(source(text), block)
        if isinstance(edit, Drop):
            return edit
        text = apply_edits(text, [edit])
    return text


def _edit(text: Source, block: Block) -> Edit | Drop:
    """The edit that one block makes: as it stands, else as it is meant."""
    found = _as_it_stands(text, block)
    if not isinstance(found, Drop) or found.reason != Reason.NOT_FOUND:
        return found
    return next(
        (edit for each in meant(text, block) if isinstance(edit := _as_it_stands(text, each), Edit)), found
    )


def _as_it_stands(text: Source, block: Block) -> Edit | Drop:
    quoted, new = source(block.search).bodies, source(block.replace).bodies
    if not block.search.strip() and not text.text.strip(BOM).strip():
        return Edit(Span(0, len(text.text)), block.replace)  # a file that is still empty
    place = find(text, block.search)
    if isinstance(place, Drop):
        return place
    left_out = placeholder(line for line in new if line not in quoted and line not in text.bodies)
    if left_out is not None:
        return left_out_code(left_out)
    if isinstance(place, Span):
        return Edit(place, part_of(block.replace, text.text))
    after = merged(place, quoted, new)
    if after is None:
        first = place.first + 1
        return Drop(
            Reason.INDENTATION,
            f"The SEARCH text is at line {first}, but its indentation differs from the file's in several "
            "ways. Quote the lines, and write the new ones, with the file's own indentation.",
        )
    return Edit(_with_line_end_before(place, after), after)


def left_out_code(line: str) -> Drop:
    """The refusal of a line that stands for code."""
    return Drop(
        Reason.PLACEHOLDER, f"{shown(line)} stands for code that was left out. Write that code in full."
    )


def _with_line_end_before(match: Match, after: str) -> Span:
    """The place; with the line end before it if the file's last line goes and had none of its own."""
    span, text = match.span, match.source
    if after or not match.first or text.end_of(match.last - 1):
        return span
    return Span(span.start - len(text.end_of(match.first - 1)), span.end)


def _whole(text: str, new: str) -> list[Edit] | Drop:
    """A whole file's new text with the old one's line ends, byte order mark and final newline."""
    if not new.strip():
        return Drop(Reason.EMPTY, "The fence is empty. Put the file's whole new text in it.")
    old, fresh = source(text), source(new)
    left_out = placeholder(line for line in fresh.bodies if line not in old.bodies)
    if left_out is not None:
        return left_out_code(left_out)
    eol = dominant_eol(text)
    body = with_eol(new.removeprefix(BOM), eol)
    if old.bodies and not old.end_of(len(old.bodies) - 1):
        body = body.rstrip("\r\n")
    elif not body.endswith(eol):
        body += eol
    return [Edit(Span(len(BOM) if text.startswith(BOM) else 0, len(text)), body)]


def _create(path: str, changes: Sequence[Block | Whole]) -> Whole | Drop:
    """A file that there is not yet, from its whole text or from one block with nothing to search."""
    if not path:
        return Drop(Reason.UNKNOWN_FILE, "The answer does not say which file it is about. Name it.")
    if path.startswith("/") or ":" in path or ".." in PurePosixPath(path).parts:
        return Drop(Reason.PATH, "The file is outside the workspace. Name files relative to the workspace.")
    only = changes[0]
    text = only.text if isinstance(only, Whole) else only.replace
    if len(changes) > 1 or (isinstance(only, Block) and only.search.strip()):
        return Drop(Reason.UNKNOWN_FILE, "There is no such file, so nothing in it can be replaced.")
    return Whole(text, path)


def _plain(path: str) -> str:
    """A path as one spelling."""
    return str(PurePosixPath(path.replace("\\", "/"))) if path else ""
