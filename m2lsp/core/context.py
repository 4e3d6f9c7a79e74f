"""What the model is to see of the workspace, chosen and cut to a budget."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet
from m2lsp.core.text import Span

LINES_ABOVE = 80
"""So many lines above its own tell of a place whether it is in a comment or repeats what stands there."""


@dataclass(frozen=True)
class Context:
    """The code around the place asked about, and what else helps to understand it.

    ``excerpt`` is the part of the document that is shown; ``focus`` (inside it) is the cursor or the
    region asked about.  Both are in offsets of ``document``.  Snippets come stable ones first.
    """

    document: Document
    focus: Span
    excerpt: Span
    snippets: tuple[Snippet, ...] = ()
    tokens: int = 0

    def without(self, strings: Iterable[str]) -> "Context":
        """Without the snippets that spell one of the strings: they are a help, and never worth a detour."""
        unwanted = tuple(strings)
        kept = tuple(s for s in self.snippets if not any(string in s.text for string in unwanted))
        if len(kept) == len(self.snippets):
            return self
        tokens = sum(s.tokens for s in self.snippets) - sum(s.tokens for s in kept)
        return replace(self, snippets=kept, tokens=self.tokens - tokens)

    @property
    def prefix(self) -> str:
        """The shown text before the focus."""
        return self.document.text[self.excerpt.start : self.focus.start]

    @property
    def suffix(self) -> str:
        """The shown text after the focus."""
        return self.document.text[self.focus.end : self.excerpt.end]

    @property
    def selection(self) -> str:
        """The text of the focus; empty for a cursor."""
        return self.focus.of(self.document.text)

    @cached_property
    def line_prefix(self) -> str:
        """What stands before the focus on its line."""
        line = self.document.line_of(self.focus.start)
        return self.document.text[self.document.starts[line] : self.focus.start]

    @cached_property
    def line_suffix(self) -> str:
        """What stands after the focus on its line, the end of line left out."""
        line = self.document.line_of(self.focus.end)
        return self.document.text[self.focus.end : self.document.line_span(line).end]

    @cached_property
    def lines_above(self) -> tuple[str, ...]:
        """The ``LINES_ABOVE`` whole lines above the focus's line, fewer where the document begins.

        Without their ends; kept, as filters ask for them again and again.
        """
        here = self.document.line_of(self.focus.start)
        return self.document.lines(max(0, here - LINES_ABOVE), here)

    @cached_property
    def head(self) -> str:
        """``lines_above`` and ``line_prefix`` in one piece, with a line feed between the lines."""
        return "\n".join([*self.lines_above, self.line_prefix])
