"""What a text defines and imports, and how that is carried through changes of the text.

To find it anew takes 70 ms or more for 20,000 lines, so it is not done at each key: the overview of an
earlier text is moved along until there is time to look again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from m2lsp.core.edit import Edit
from m2lsp.core.text import Span
from m2lsp.languages.tags import Tag


@dataclass(frozen=True, slots=True)
class Overview:
    """Every definition and every import statement, in the order of the text."""

    tags: tuple[Tag, ...]
    imports: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The overview of an earlier text, and which part of that has changed since.

    ``start`` to ``old_end`` in the earlier text is ``start`` to ``new_end`` now; all changes lie inside.
    """

    overview: Overview
    start: int
    old_end: int
    new_end: int

    @classmethod
    def unchanged(cls, overview: Overview, at: int) -> "Earlier":
        """The overview of the very text; ``at`` is where a change is to be."""
        return cls(overview, at, at, at)

    def after(self, edits: Iterable[Edit]) -> "Earlier":
        """The same after more changes, each made on the outcome of the one before."""
        start, old_end, new_end = self.start, self.old_end, self.new_end
        for edit in edits:
            reach = max(new_end, edit.span.end)
            old_end += reach - new_end
            new_end = reach + len(edit.new) - (edit.span.end - edit.span.start)
            start = min(start, edit.span.start)
        return Earlier(self.overview, start, old_end, new_end)

    def moved(self) -> Overview:
        """The overview with spans as they are now, without names and imports that a change touches."""
        tags = tuple(filter(None, map(self._tag, self.overview.tags)))
        return Overview(tags, tuple(filter(None, map(self._whole, self.overview.imports))))

    def _tag(self, tag: Tag) -> Tag | None:
        if tag.span.end <= self.start:
            return tag
        span, name_span = self._whole(tag.span) or self._grown(tag.span), self._whole(tag.name_span)
        return replace(tag, span=span, name_span=name_span) if span and name_span else None

    def _whole(self, span: Span) -> Span | None:
        """The span now; ``None`` if something in it has changed."""
        if span.end <= self.start:
            return span
        shift = self.new_end - self.old_end
        return Span(span.start + shift, span.end + shift) if span.start >= self.old_end else None

    def _grown(self, span: Span) -> Span | None:
        """The span now if all that has changed is inside of it."""
        if not (span.start <= self.start and self.old_end <= span.end):
            return None
        return Span(span.start, span.end - self.old_end + self.new_end)
