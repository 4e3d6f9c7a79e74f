"""From a text to its syntax.

**Limits.** A text of more than ``CHARACTERS`` is not parsed, and neither is one so broken that queries
would take seconds (``ERROR_CHILDREN``).  Such a text has a ``Syntax`` like any other, which knows no scopes
and no outline; ``parsed`` tells.  The broken one has many errors, the long one none.  Both limits are counts
and not times, so that an answer does not depend on how busy the machine is.

**One parse a text.** The last few results are kept, and those of open documents (see ``recent``), so the
steps of a request, which do not know each other, share one.  A text that was not seen yet is most often an
old one with a keystroke in it: then the old tree is edited and only what changed is parsed again.  Of sound
code the tree comes out the same either way.  Of broken code it nearly always does: how a grammar gets past an
error depends a little on what was kept (of 60 samples of Java with one wrong key each, one had four errors
in place of three).

**Threads.** Parsing may be asked for from any thread.  tree-sitter holds the interpreter lock while it
parses, but a long text is parsed with a callback, in which other threads get their turn: with a parse of
20,000 lines (75 ms) in a second thread, an event loop waited 0.5 ms at the median and not 75.  So who must
not wait asks ``known`` or ``follow``, and has a thread ``parse`` where these give nothing, or something
provisional.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from m2lsp.core.edit import Edit, change_between
from m2lsp.languages.grammar import grammar
from m2lsp.languages.offsets import Offsets
from m2lsp.languages.overview import Earlier
from m2lsp.languages.recent import Recent
from m2lsp.languages.spec import Language
from m2lsp.languages.syntax import SHORT, Syntax
from m2lsp.languages.tree import Tree, error_nodes
from m2lsp.languages.unread import line_end, shown, shows_less

if TYPE_CHECKING:
    import tree_sitter

# About 0.2 s of parsing on one core of a small machine, at some 11 MB/s (measured, tree-sitter 0.26).
CHARACTERS = 2_000_000

# A query's time grows with the square of the children of one ERROR node, and nothing stops it:
# 10,000 take 50 ms, 80,000 take 3.5 s (measured, tree-sitter 0.26).
ERROR_CHILDREN = 5_000

# Calls of the callback after which ``known`` and ``follow`` give up: some 17 microseconds of parsing each.
STEPS = 200

_PIECE = 1 << 14  # bytes that tree-sitter is handed at a time

# What a read callback returns is never freed (two references too many; measured, py-tree-sitter 0.26.1), so
# it is always one of these, as many as threads ever parsed at once.  tree-sitter reads one piece at a time.
_buffers: list[bytearray] = []

recent = Recent()


def parse(text: str, language: Language) -> Syntax:
    """The syntax of the text, however long that takes; loads the language's grammar the first time."""
    if found := recent.find(text, language, provisional=False):
        return found
    old, edits = _like(text, recent.alike(language))
    syntax = _parse(text, language, old, edits)
    recent.add(syntax)
    return syntax


def parse_once(text: str, language: Language) -> Syntax:
    """The syntax of a text that is not asked about again: nothing of it is kept."""
    return _parse(text, language)


def known(text: str, language: Language) -> Syntax | None:
    """What is known of the syntax of the text within a few milliseconds; it may be ``provisional``.

    ``None`` for a long text of which nothing like it is kept.
    """
    if found := recent.find(text, language, provisional=True):
        return found
    if len(text) <= SHORT:
        return parse(text, language)
    old, edits = _like(text, recent.alike(language))
    found = follow(old, edits, text) if old else None
    if found:
        recent.add(found)
    return found


def follow(old: Syntax, edits: Sequence[Edit], text: str) -> Syntax:
    """The syntax of ``text``, into which ``edits``, each made on the outcome of the one before, have turned
    the text of ``old``.

    ``provisional`` if it can't be found out within a few milliseconds, which is not tried again from one that
    is provisional already; nor is a long text that was too broken to be searched tried at once: what the
    grammar is shown would have to be made of the whole text (44 ms at 20,000 lines of Objective-C).
    """
    if not old.parsed and SHORT < len(text) <= CHARACTERS:
        return replace(old, text=text, provisional=True)
    steps = iter(range(0 if old.provisional else STEPS))
    try:
        return _parse(text, old.language, old, edits, lambda: next(steps, None) is None)
    except _TooLong:
        offsets = Offsets(text)
        tree = Tree(old.language, *_edited(old, edits, offsets))
        return Syntax(text, old.language, tree, old.parsed, earlier=_earlier(old, edits), provisional=True)


class _TooLong(Exception):
    """The parse was ended before it was done."""


def _parse(
    text: str,
    language: Language,
    old: Syntax | None = None,
    edits: Sequence[Edit] = (),
    give_up: Callable[[], bool] = lambda: False,
) -> Syntax:
    broken = 0
    earlier = _earlier(old, edits) if old else None
    if len(text) <= CHARACTERS:
        offsets = Offsets(text)
        edited = None
        if old and old.parsed and edits:
            edited, _, source = _edited(old, edits, offsets)
        else:
            source = shown(offsets.data, language)
        parsed = _tree(source, language, edited, give_up)
        broken = sum(n.child_count for n in error_nodes(parsed.root_node) if n.child_count > ERROR_CHILDREN)
        if not broken:
            return Syntax(text, language, Tree(language, parsed, offsets, source), earlier=earlier)
    nothing = Tree(language, _tree(b"", language, None, give_up), Offsets(""), b"")
    return Syntax(text, language, nothing, parsed=False, errors_unplaced=broken)


def _tree(
    data: bytes, language: Language, old: "tree_sitter.Tree | None", give_up: Callable[[], bool]
) -> "tree_sitter.Tree":
    """The tree; a long text is parsed with callbacks, which takes a tenth longer."""
    import tree_sitter

    parser = tree_sitter.Parser(grammar(language))
    if len(data) <= SHORT:
        return parser.parse(data, old) if old else parser.parse(data)
    buffer = _buffers.pop() if _buffers else bytearray(_PIECE)
    under_way = [buffer]  # queries read the text, too, but later, and want bytes
    in_pieces = partial(
        parser.parse,
        lambda at, _: _piece(data, at, under_way[0]) if under_way else data[at : at + _PIECE],
        encoding="utf8",
        progress_callback=lambda _at, _has_error: give_up(),
    )
    try:
        return in_pieces(old_tree=old) if old else in_pieces()
    except ValueError:
        raise _TooLong from None
    finally:
        under_way.clear()
        _buffers.append(buffer)


def _piece(data: bytes, at: int, buffer: bytearray) -> "bytes | bytearray | memoryview":
    """Some of the data from ``at`` on, put into the buffer."""
    length = min(_PIECE, len(data) - at)
    if length <= 0:
        return b""
    buffer[:length] = data[at : at + length]
    return buffer if length == _PIECE else memoryview(buffer)[:length]


def _like(text: str, known_ones: Iterable[Syntax]) -> tuple[Syntax | None, tuple[Edit, ...]]:
    """One whose text is much like ``text``, and the edit from the one to the other."""
    for syntax in known_ones:
        edit = change_between(syntax.text, text)
        changed = max(edit.span.end - edit.span.start, len(edit.new))
        if syntax.parsed and 2 * changed < max(len(syntax.text), len(text)):
            return syntax, (edit,)
    return None, ()


def _earlier(old: Syntax, edits: Sequence[Edit]) -> Earlier | None:
    """What is known of the names and imports before the edits, to be moved along."""
    return (earlier := old.earlier_overview(edits[0].span.start)) and earlier.after(edits) if edits else None


def _edited(old: Syntax, edits: Sequence[Edit], after: Offsets) -> "tuple[tree_sitter.Tree, Offsets, bytes]":
    """A copy of the old tree that knows where the edits are, ``after``, and what the grammar is shown then.

    Where it is shown less than all, that may change in all of an edit's lines.
    """
    edited, text, offsets, source = old.tree.parsed.copy(), old.text, old.tree.offsets, old.tree.source
    in_part = shows_less(old.language)
    for number, edit in enumerate(edits, start=1):
        start, end = offsets.byte(edit.span.start), offsets.byte(edit.span.end)
        new_end = start + len(edit.new.encode("utf-8", "surrogatepass"))
        text = text[: edit.span.start] + edit.new + text[edit.span.end :]
        following = after if number == len(edits) else Offsets(text)
        if in_part:
            start = offsets.data.rfind(b"\n", 0, start) + 1
            end, new_end = line_end(offsets.data, end), line_end(following.data, new_end)
            fresh = shown(following.data[start:new_end], old.language)
            source = b"".join((source[:start], fresh, source[end:]))
        points = _point(offsets.data, start), _point(offsets.data, end), _point(following.data, new_end)
        edited.edit(start, end, new_end, *points)
        offsets = following
    return edited, after, source if in_part else after.data


def _point(data: bytes, at: int) -> tuple[int, int]:
    """The row and the column of an offset, in bytes; tree-sitter's rows end at ``\\n`` alone."""
    return data.count(b"\n", 0, at), at - (data.rfind(b"\n", 0, at) + 1)
