"""What a source is handed."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.feature import Request
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import Span
from m2lsp.languages import Language, Overview, Syntax, known, parse

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class View:
    """A request, the part of its document that is shown already, and how tokens are counted.

    ``language`` and ``syntax`` are ``None`` for a language that m2lsp has no grammar for; the syntax also for
    a text that a hurried request can't wait for.
    """

    request: Request
    excerpt: Span
    language: Language | None
    syntax: Syntax | None
    tokens: Callable[[str], int]

    @cached_property
    def words(self) -> frozenset[str]:
        """The names that stand in the excerpt.

        The lines of the focus are left out: what is chosen by these names, and with it the server's
        prefix cache, is not to change with every key.
        """
        document = self.request.document
        here = document.whole_lines(self.request.span)
        before = document.text[self.excerpt.start : max(self.excerpt.start, here.start)]
        after = document.text[min(self.excerpt.end, here.end) : self.excerpt.end]
        return frozenset(_WORD.findall(before)) | frozenset(_WORD.findall(after))

    def overview(self, document: Document) -> Overview | None:
        """What a document of the view's language defines and imports.

        ``None`` where that can't be known; a hurried request gets what is known by now.
        """
        own = document is self.request.document
        hurried = self.request.hurried
        if own or self.language is None:
            syntax = self.syntax
        else:
            syntax = (known if hurried else parse)(document.text, self.language)
        if syntax is None:
            return None
        return syntax.overview_by_now() if hurried else syntax.overview()

    def snippet(self, kind: SnippetKind, document: Document, text: str, reason: str) -> Snippet | None:
        """A snippet of ``document``; ``None`` if there is no text for it."""
        if not text.strip():
            return None
        return Snippet(kind, self.shown_path(document), text, reason, self.tokens(text))

    def shown_path(self, document: Document) -> str:
        """The document's path in its workspace folder, with slashes; else its file's name."""
        root = self.root(document)
        return document.path.relative_to(root).as_posix() if document.path and root else document.name

    def root(self, document: Document) -> Path | None:
        """The workspace folder that the document is in."""
        path = document.path
        return next((f for f in self.request.folders if path and path.is_relative_to(f)), None)


def names(text: str) -> frozenset[str]:
    """The names in a text, keywords included."""
    return frozenset(_WORD.findall(text))
