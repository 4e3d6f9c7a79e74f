"""A parsed text and what can be asked of it.

Source text may be anything: a tree is made of broken code too, and used all the same.

Several threads may read one ``Syntax``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from m2lsp.core.text import Span
from m2lsp.languages import tags
from m2lsp.languages.comments import Comments, before_blanks, indentation, starts_line
from m2lsp.languages.overview import Earlier, Overview
from m2lsp.languages.spec import Language
from m2lsp.languages.tags import Match, Reference, Tag
from m2lsp.languages.tree import Tree

# Characters of a text about which anything can be asked at any time: to parse it takes 4 to 7 ms, and all its
# names half of that.
SHORT = 40_000

_LOOK_BACK = 2000  # characters that are searched for comments at a time


@dataclass(frozen=True, eq=False)
class Syntax:
    """The syntax of one text.  All offsets are in characters of ``text``.

    ``parsed`` is false, and nothing known, for a text past the limits of ``parsing``; one that is too broken
    to be searched has ``errors_unplaced``, which may be anywhere in it.

    A ``provisional`` one is that of an earlier text, its offsets moved along with the changes since.

    Questions about a place ask only for what is near it, and cost well under a millisecond in a text of any
    length; ``outline``, ``overview``, ``references`` and ``imports`` go through the whole tree, which takes
    tens of milliseconds in a long one.  ``overview_by_now`` does not: it may be of an ``earlier`` text.

    Where indentation makes the blocks, an indented blank line below a body belongs to that body.
    """

    text: str
    language: Language
    tree: Tree = field(repr=False)
    parsed: bool = True
    errors_unplaced: int = 0
    earlier: Earlier | None = field(default=None, repr=False)
    provisional: bool = False

    def error_count(self, span: Span | None = None) -> int:
        """How many ERROR and MISSING nodes the tree has, or how many of them touch ``span``."""
        if span is None:
            return self.errors_unplaced + len(self._errors)
        touching = sum(span.start <= error.end and error.start <= span.end for error in self._errors)
        return self.errors_unplaced + touching

    def scope(self, place: int | Span) -> Span | None:
        """The smallest function, class or the like round ``place``; ``None`` at the top of the file."""
        return next(iter(self.scopes(place)), None)

    def scopes(self, place: int | Span) -> tuple[Span, ...]:
        """Every function, class and the like round ``place``, inner ones first."""
        at = self._place(place)
        wrappers = self._wrappers(at.reach)
        found = set()
        for inner in self.tree.spans("scopes", "scope", at.reach):
            span = tags.grown(inner, wrappers)
            if self._holds(span, at, header=span.start):
                found.add(Span(span.start, max(span.end, at.span.end)))
        return tuple(sorted(found, key=lambda span: span.end - span.start))

    def declaration_at(self, offset: int) -> Tag | None:
        """The innermost definition that ``offset`` is in.

        Its ``doc`` is looked for in as many characters before it as all but the longest of comments take.
        """
        at = self._place(offset)
        wrappers = self._wrappers(at.reach)
        below = max((span.start for span in wrappers), default=at.reach.end)  # its decorators
        above = min((span.end for span in wrappers), default=at.reach.start)  # its semicolon
        near = Span(min(at.reach.start, above), max(at.reach.end, below))
        names = self._tags(near, self._comments_near(Span(near.start, near.start)))
        held = [tag for tag in names if self._holds(tag.span, at, header=tag.span.start)]
        found = min(held, key=lambda tag: tag.span.end - tag.span.start, default=None)
        if found is None:
            return None
        head = Span(found.span.start, min(found.span.end, found.name_span.end + _LOOK_BACK))
        named = Span(found.name_span.start, found.name_span.start)
        again = self._tags(named, self._comments_near(head))
        return next((tag for tag in again if tag.name_span == found.name_span), found)

    def outline(self) -> tuple[Tag, ...]:
        """Every definition, in the order of the text."""
        return self._outline

    def outline_at_once(self) -> tuple[Tag, ...]:
        """The outline in a third less time, in which no other thread gets its turn."""
        found = self.tree.outline_matches() if self.parsed else []
        before = self.language.doc_style == "before"
        return tags.tags(found, _wrapped(found), self._comments(found), docs_before=before)

    def overview(self) -> Overview:
        """Every definition and every import statement."""
        return self._overview

    def overview_by_now(self) -> Overview | None:
        """The overview without going through a long text: found before, or of an earlier text and moved.

        ``None`` where there is neither.
        """
        return self._overview if self.looked_through else self._moved

    @property
    def looked_through(self) -> bool:
        """Whether all names are known; or, where there is nothing to go by meanwhile, known in some ms."""
        quick = len(self.text) <= SHORT and self.earlier is None and not self.provisional
        return quick or not self.parsed or "_overview" in self.__dict__

    def earlier_overview(self, at: int) -> Earlier | None:
        """What is known of the overview, for a text that is made of this one by a change at ``at``."""
        found: Overview | None = self.__dict__.get("_overview")
        return Earlier.unchanged(found, at) if found else self.earlier

    def references(self, span: Span | None = None) -> tuple[Reference, ...]:
        """The names that are used in ``span``, or in the whole text."""
        defined = {tag.name_span for tag in self.outline()}
        found = tags.references(self.tree.matches("references", span), self.text)
        return tuple(
            use for use in found if use.span not in defined and (span is None or span.contains(use.span))
        )

    def imports(self) -> tuple[Span, ...]:
        """The import statements of the file."""
        found = self.tree.spans("imports", "import")
        return tuple(Span(span.start, before_blanks(self.text, span.end)) for span in found)

    def kind_at(self, offset: int) -> Literal["code", "comment", "string"]:
        """What a character typed at ``offset`` would be part of."""
        place = Span(offset, offset)
        comments = self.tree.spans("comments", "comment", place)
        if any(self._in_comment(comment, offset) for comment in comments):
            return "comment"
        strings, code = (self.tree.spans("strings", name, place) for name in ("string", "code"))
        around = [
            (span.end - span.start, kind)
            for spans, kind in ((strings, "string"), (code, "code"))
            for span in spans
            if span.start < offset < span.end
        ]
        return "string" if min(around, default=(0, "code"))[1] == "string" else "code"

    def is_name_at(self, offset: int) -> bool:
        """Whether an identifier stands there, and not a keyword, a comment or a string."""
        return self.tree.is_name(offset)

    def code(self) -> tuple[str, ...]:
        """What is left without comments, docstrings and the white space that means nothing.

        Two texts of one language with the same are the same program.  Goes through the whole tree.
        """
        return tuple(self.tree.code())

    def is_open_block(self, offset: int) -> bool:
        """Whether ``offset`` is in the body of something, and that body is yet to be written.

        Comments, and a docstring alone, do not count as written.
        """
        at = self._place(offset)
        bodies = [body for body in self.tree.bodies(at.reach) if body.empty]
        if self.language.layout == "braces":
            inside = any(body.span.start < offset < body.span.end for body in bodies)
            return inside or self._is_unclosed(offset)
        return any(self._holds(body.span, at, header=body.header) for body in bodies)

    def _place(self, place: int | Span) -> "_Place":
        """The place, and what lies between it and the code before it where indentation counts."""
        span = place if isinstance(place, Span) else Span(place, place)
        by_indent = self.language.layout == "indent" and span.empty and starts_line(self.text, span.start)
        if not by_indent:
            return _Place(span, span, -1)
        return _Place(span, Span(self._code_end(span.start), span.end), indentation(self.text, span.start))

    def _holds(self, span: Span, at: "_Place", header: int) -> bool:
        """Whether the place is in ``span``, or below it and indented deeper than the line of ``header``."""
        if span.contains(at.span):
            return True
        below = at.reach.start <= span.end <= at.span.start
        return below and at.indentation > indentation(self.text, header)

    def _is_unclosed(self, offset: int) -> bool:
        """Whether the code before ``offset`` ends with a brace that nothing closes, and no body follows.

        Without its closing brace the grammars see no block, only an error.
        """
        end = self._code_end(offset)
        brace = Span(max(end - 1, 0), end)
        if brace.of(self.text) != "{" or not self.error_count(brace):
            return False
        rest = self.text[offset:]
        code = offset + len(rest) - len(rest.lstrip())
        return code == len(self.text) or indentation(self.text, code) <= indentation(self.text, end)

    def _code_end(self, offset: int) -> int:
        """Where the last code before ``offset`` ends, blanks and comments left out."""
        end = before_blanks(self.text, offset)
        while True:
            near = Span(max(end - _LOOK_BACK, 0), end)
            comments = self.tree.spans("comments", "comment", near)
            begins = {before_blanks(self.text, span.end): span.start for span in comments}
            if end not in begins:
                return end
            while end in begins:
                end = before_blanks(self.text, begins[end])

    def _wrappers(self, near: Span | None) -> Mapping[Span, Span]:
        return _wrapped(self.tree.matches("wrappers", near))

    def _in_comment(self, comment: Span, offset: int) -> bool:
        """Whether ``offset`` is inside; a line comment goes on at its end, a block comment does not."""
        text = comment.of(self.text)
        block = self.language.block_comment
        if block and text.startswith(block[0]):
            return comment.start < offset < comment.end
        return comment.start < offset <= comment.start + len(text.rstrip("\r\n"))

    @cached_property
    def _outline(self) -> tuple[Tag, ...]:
        return self._tags(None, self._comments_near(None))

    def _tags(self, near: Span | None, comments: Comments) -> tuple[Tag, ...]:
        return tags.tags(
            self.tree.matches("definitions", near),
            self._wrappers(near),
            comments,
            docs_before=self.language.doc_style == "before",
        )

    def _comments_near(self, span: Span | None) -> Comments:
        """The comments in ``span`` and some way before it, or all of them."""
        near = span and Span(max(span.start - _LOOK_BACK, 0), span.end)
        return self._comments(list(self.tree.matches("comments", near)))

    def _comments(self, found: Sequence[Match]) -> Comments:
        comments, attributes = (
            sorted(captures[name] for _, captures in found if name in captures)
            for name in ("comment", "attribute")
        )
        markers = self.language.line_comment + "".join(self.language.block_comment or ()) + "! \t\r"
        return Comments(self.text, comments, attributes, markers, self.language.doc_noise)

    @cached_property
    def _overview(self) -> Overview:
        return Overview(self._outline, self.imports())

    @cached_property
    def _moved(self) -> Overview | None:
        return self.earlier.moved() if self.earlier else None

    @cached_property
    def _errors(self) -> tuple[Span, ...]:
        return self.tree.errors()


def _wrapped(matches: Iterable[Match]) -> Mapping[Span, Span]:
    """From the span of each wrapped node to that of the one round it."""
    return {
        captures["wrapped"]: captures["wrapper"]
        for _, captures in matches
        if "wrapped" in captures and captures["wrapped"] != captures["wrapper"]
    }


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that is asked about.

    ``reach`` also holds the blanks and comments before it where its own ``indentation`` (in columns) may make
    it part of a body above; else it is the place alone and the indentation is -1.
    """

    span: Span
    reach: Span
    indentation: int
