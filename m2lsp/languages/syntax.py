"""A parsed text and what can be asked of it.

Source text may be anything: a tree is made of broken code too, and used all the same.

Several threads may read one ``Syntax``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from m2lsp.core.text import Span
from m2lsp.languages import tags
from m2lsp.languages.comments import Comments, indentation, starts_line
from m2lsp.languages.spec import Language
from m2lsp.languages.tags import Reference, Tag
from m2lsp.languages.tree import Tree


@dataclass(frozen=True, eq=False)
class Syntax:
    """The syntax of one text.  All offsets are in characters of ``text``.

    ``parsed`` is false, and nothing known, for a text past the limits of ``parsing``; one that is too broken
    to be searched has ``errors_unplaced``, which may be anywhere in it.

    Where indentation makes the blocks, an indented blank line below a body belongs to that body.
    """

    text: str
    language: Language
    tree: Tree = field(repr=False)
    parsed: bool = True
    errors_unplaced: int = 0

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
        place = _span(place)
        found = set()
        for inner in self.tree.spans("scopes", "scope", self._reach(place)):
            span = tags.grown(inner, self._wrappers)
            if self._holds(span, place, header=span.start):
                found.add(Span(span.start, max(span.end, place.end)))
        return tuple(sorted(found, key=lambda span: span.end - span.start))

    def declaration_at(self, offset: int) -> Tag | None:
        """The innermost definition that ``offset`` is in."""
        held = [tag for tag in self.outline() if self._holds(tag.span, _span(offset), header=tag.span.start)]
        return min(held, key=lambda tag: tag.span.end - tag.span.start, default=None)

    def outline(self) -> tuple[Tag, ...]:
        """Every definition, in the order of the text."""
        return self._outline

    def references(self, span: Span | None = None) -> tuple[Reference, ...]:
        """The names that are used in ``span``, or in the whole text."""
        defined = {tag.name_span for tag in self.outline()}
        found = tags.references(self.tree.matches("references", span), self.text)
        return tuple(
            use for use in found if use.span not in defined and (span is None or span.contains(use.span))
        )

    def imports(self) -> tuple[Span, ...]:
        """The import statements of the file."""
        return self.tree.spans("imports", "import")

    def kind_at(self, offset: int) -> Literal["code", "comment", "string"]:
        """What a character typed at ``offset`` would be part of."""
        place = _span(offset)
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

    def is_open_block(self, offset: int) -> bool:
        """Whether ``offset`` is in the body of something, and that body is yet to be written.

        Comments, and a docstring alone, do not count as written.
        """
        place = _span(offset)
        bodies = [body for body in self.tree.bodies(self._reach(place)) if body.empty]
        if self.language.layout == "braces":
            inside = any(body.span.start < offset < body.span.end for body in bodies)
            return inside or self._is_unclosed(offset)
        return any(self._holds(body.span, place, header=body.header) for body in bodies)

    def _holds(self, span: Span, place: Span, header: int) -> bool:
        """Whether ``place`` is in ``span``, or below it and indented deeper than the line of ``header``."""
        if span.contains(place):
            return True
        if self.language.layout != "indent" or not (place.empty and span.end <= place.start):
            return False
        return (
            starts_line(self.text, place.start)
            and self._comments.code_end(place.start) <= span.end
            and indentation(self.text, place.start) > indentation(self.text, header)
        )

    def _is_unclosed(self, offset: int) -> bool:
        """Whether the code before ``offset`` ends with a brace that nothing closes, and no body follows.

        Without its closing brace the grammars see no block, only an error.
        """
        end = self._comments.code_end(offset)
        brace = Span(max(end - 1, 0), end)
        if brace.of(self.text) != "{" or not self.error_count(brace):
            return False
        rest = self.text[offset:]
        code = offset + len(rest) - len(rest.lstrip())
        return code == len(self.text) or indentation(self.text, code) <= indentation(self.text, end)

    def _reach(self, place: Span) -> Span:
        """``place`` and, where indentation counts, what lies between it and the code before it."""
        if self.language.layout != "indent":
            return place
        return Span(self._comments.code_end(place.start), place.end)

    def _in_comment(self, comment: Span, offset: int) -> bool:
        """Whether ``offset`` is inside; a line comment goes on at its end, a block comment does not."""
        text = comment.of(self.text)
        block = self.language.block_comment
        if block and text.startswith(block[0]):
            return comment.start < offset < comment.end
        return comment.start < offset <= comment.start + len(text.rstrip("\r\n"))

    @cached_property
    def _outline(self) -> tuple[Tag, ...]:
        return tags.tags(
            self.tree.matches("definitions"),
            self._wrappers,
            self._comments,
            docs_before=self.language.doc_style == "before",
        )

    @cached_property
    def _wrappers(self) -> Mapping[Span, Span]:
        matches = (captures for _, captures in self.tree.matches("wrappers"))
        return {
            captures["wrapped"]: captures["wrapper"]
            for captures in matches
            if captures["wrapped"] != captures["wrapper"]
        }

    @cached_property
    def _comments(self) -> Comments:
        found = [captures for _, captures in self.tree.matches("comments")]
        comments, attributes = (
            sorted(captures[name] for captures in found if name in captures)
            for name in ("comment", "attribute")
        )
        markers = self.language.line_comment + "".join(self.language.block_comment or ()) + "! \t\r"
        return Comments(self.text, comments, attributes, markers)

    @cached_property
    def _errors(self) -> tuple[Span, ...]:
        return self.tree.errors()


def _span(place: int | Span) -> Span:
    return place if isinstance(place, Span) else Span(place, place)
