"""What the user changed lately in the open documents, coalesced by region.

A region is what was changed with a few lines round it.  Further changes in it or beside it make it grow; what
it was before the first of them is kept, so one that is undone is gone.  It is shown once typing has gone on
somewhere else: the code round the cursor shows itself, and the prompt is not to change with every key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit, RecentEdit
from m2lsp.core.text import Span, split_lines

REGIONS = 8
"""So many are kept, the newest ones."""

CHARACTERS = 1000
"""A region that is longer, before or after, is let go: a file that was formatted, a page that was pasted."""

ROUND = 2
"""Lines shown before and after what was changed, so that one sees where it is."""

APART = 12
"""Typing so many lines away leaves a region behind."""

EDITS = 32
"""A change of more places than that is no typing."""


@dataclass(frozen=True, slots=True)
class _Region:
    """Whole lines of a document; ``before`` is what stood there when the user began to change them.

    ``change`` is the number of the last notification that changed it.
    """

    uri: str
    span: Span
    before: str
    change: int
    left: bool = False


class RecentEdits:
    """Follows the documents' changes, which takes some tens of microseconds a key."""

    def __init__(self) -> None:
        self._regions: list[_Region] = []  # the one changed last comes last
        self._change = 0

    def changed(self, document: Document, edits: Sequence[Edit], after: Document) -> None:
        """Take note of ``edits`` of the document, each made on the outcome of the one before, and of what the
        last one made of it.
        """
        if not edits:
            return
        if len(edits) > EDITS:
            self.closed(document.uri)
            return
        self._change += 1
        for number, edit in enumerate(edits, start=1):
            last = number == len(edits)
            following = after if last else document.changed(edit.span, edit.new, document.version)
            self._note(document, edit, following)
            document = following
        self._regions = [self._passed(region, after, edits[-1].span.start) for region in self._regions]

    def closed(self, uri: str) -> None:
        """Forget what was changed in that document."""
        self._regions = [region for region in self._regions if region.uri != uri]

    def seen_from(
        self, document: Document, place: Span | None, now: Mapping[str, Document]
    ) -> tuple[RecentEdit, ...]:
        """The changes that are done, the newest first, but for one that holds the ``place`` in ``document``.

        ``now`` holds all open documents by their URI, as they are now.
        """
        return tuple(
            RecentEdit(now[region.uri], region.before, region.span.of(now[region.uri].text))
            for region in reversed(self._regions)
            if region.left and region.uri in now
            if not (place and region.uri == document.uri and region.span.contains(place))
        )

    def _note(self, document: Document, edit: Edit, after: Document) -> None:
        touched = _lines_round(document, edit.span)
        joined = [region for region in self._regions if _meets(region, document.uri, touched)]
        others = [region for region in self._regions if region not in joined]
        made = self._joined(joined, touched, document, edit)
        grown = len(edit.new) - (edit.span.end - edit.span.start)
        kept = [_moved(region, edit, grown) if region.uri == document.uri else region for region in others]
        self._regions = [*kept, *([made] if _worth_keeping(made, after) else [])][-REGIONS:]

    def _joined(self, regions: Sequence[_Region], touched: Span, document: Document, edit: Edit) -> _Region:
        """One region of them all and of the lines touched, with its span as it is after the edit."""
        ordered = sorted(regions, key=lambda region: region.span)
        start = min([touched.start, *(region.span.start for region in ordered)])
        end = max([touched.end, *(region.span.end for region in ordered)])
        before, at = [], start
        for region in ordered:
            before += [document.text[at : region.span.start], region.before]
            at = region.span.end
        before.append(document.text[at:end])
        span = Span(start, end + len(edit.new) - (edit.span.end - edit.span.start))
        return _Region(document.uri, span, "".join(before), self._change)

    def _passed(self, region: _Region, typed_in: Document, at: int) -> _Region:
        """The region, left behind if the place typed at is far from it."""
        if region.left or region.change == self._change:
            return region
        if region.uri == typed_in.uri:
            line, span = typed_in.line_of(at), region.span
            if typed_in.line_of(span.start) - APART < line < typed_in.line_of(span.end) + APART:
                return region
        return replace(region, left=True)


def _lines_round(document: Document, span: Span) -> Span:
    """The lines of the span, and some round it."""
    first, last = document.line_of(span.start) - ROUND, document.line_of(span.end) + ROUND + 1
    starts = document.starts
    return Span(starts[max(first, 0)], starts[last] if last < len(starts) else len(document.text))


def _meets(region: _Region, uri: str, touched: Span) -> bool:
    return region.uri == uri and region.span.start <= touched.end and touched.start <= region.span.end


def _moved(region: _Region, edit: Edit, grown: int) -> _Region:
    if region.span.start < edit.span.end:
        return region
    return replace(region, span=Span(region.span.start + grown, region.span.end + grown))


def _worth_keeping(region: _Region, document: Document) -> bool:
    """Whether it is of a fair size, and not undone."""
    after = region.span.of(document.text)
    return max(len(region.before), len(after)) <= CHARACTERS and _lines(region.before) != _lines(after)


def _lines(text: str) -> list[str]:
    """The lines without the white space at their ends: editors put it there and take it away."""
    return [line.rstrip() for line in split_lines(text)]
