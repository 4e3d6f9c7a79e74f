"""Run the sources, fit what they give to the budget, stable parts first."""

from collections.abc import Callable

from m2lsp.context.definitions import definitions
from m2lsp.context.diagnostics import diagnostics
from m2lsp.context.excerpt import excerpt
from m2lsp.context.imports import imports
from m2lsp.context.neighbours import neighbours
from m2lsp.context.open_documents import open_documents
from m2lsp.context.outline import outline
from m2lsp.context.recent_edits import recent_edits
from m2lsp.context.view import View
from m2lsp.core.context import Context
from m2lsp.core.feature import Request
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import Span
from m2lsp.languages import known, language_of, parse

Source = Callable[[View, int], Snippet | tuple[Snippet, ...] | None]

# What matters most comes first: it gets what it may have, the others share what is left.  The number is
# the most that a source may take of the whole budget.
SOURCES: tuple[tuple[Source, float], ...] = (
    (imports, 0.10),
    (diagnostics, 0.10),
    (outline, 0.25),
    (open_documents, 0.20),
)

# The same where the workspace's definitions are known.
SOURCES_WITH_INDEX: tuple[tuple[Source, float], ...] = (
    (diagnostics, 0.10),
    (imports, 0.05),
    (definitions, 1.0),
)

_EDITS, _NEIGHBOURS = 0.12, 0.10
"""The parts that are left to recent edits, and to what other language servers know, where there are any,
whether they take it or not: the other snippets are not to change because of them.
"""

# The order in which they are shown: what changes least while one works comes first.
_STABLE_FIRST = (
    SnippetKind.OPEN_DOCUMENT,
    SnippetKind.DEFINITION,
    SnippetKind.IMPORTS,
    SnippetKind.OUTLINE,
    SnippetKind.NEIGHBOUR,
    SnippetKind.RECENT_EDIT,
    SnippetKind.DIAGNOSTICS,
)

# A document of this part of the budget is shown whole; of a longer one, a window this big.
_WHOLE, _WINDOW = 0.85, 0.60

# The same where the workspace's definitions are known: lines far away are worth less than they.
_WHOLE_WITH_INDEX, _WINDOW_WITH_INDEX = 0.30, 0.25

_STEPS = 32
"""In so many steps of the budget the snippets' room shrinks while the excerpt grows."""


def gather(request: Request, tokens: Callable[[str], int]) -> Context:
    """Choose what the model is to see.

    ``tokens`` estimates what a text costs.  The result costs at most ``request.budget.context_tokens``,
    unless the focus alone costs more: that is never cut, and ``Context.tokens`` tells.  The text may be
    anything; of a language that is not known only the window is shown.
    """
    document, budget = request.document, request.budget.context_tokens
    language = language_of(document)
    look = known if request.hurried else parse
    syntax = look(document.text, language) if language else None
    indexed = request.symbols is not None and language is not None
    whole, window = (_WHOLE_WITH_INDEX, _WINDOW_WITH_INDEX) if indexed else (_WHOLE, _WINDOW)
    if _fits(document.text, int(budget * whole), tokens):
        shown = Span(0, len(document.text))
    else:
        shown = excerpt(document, request.span, syntax, int(budget * window), tokens)
    view = View(request, shown, language, syntax, tokens)
    used = tokens(shown.of(document.text))
    snippets = _snippets(view, budget, _room(budget, used))
    return Context(document, request.span, shown, snippets, used + sum(s.tokens for s in snippets))


def _fits(text: str, room: int, tokens: Callable[[str], int]) -> bool:
    """Whether the text costs at most ``room``; a text far too long is not counted at all."""
    return len(text) <= room * 16 and tokens(text) <= room


def _room(budget: int, used: int) -> int:
    """What the excerpt leaves, in big steps: snippets are not to change with every key that it grows by."""
    step = max(1, budget // _STEPS)
    return budget - -(-used // step) * step


def _snippets(view: View, budget: int, left: int) -> tuple[Snippet, ...]:
    """What the sources give, within ``left`` tokens."""
    found: list[Snippet] = []
    apart: tuple[tuple[Callable[[View, int], tuple[Snippet, ...]], object, float], ...] = (
        (recent_edits, view.request.recent_edits, _EDITS),
        (neighbours, view.request.neighbours, _NEIGHBOURS),
    )
    for some, there, share in apart:
        room = min(left, int(budget * share)) if there else 0
        found += some(view, room) if room > 0 else ()
        left -= room
    for source, share in SOURCES_WITH_INDEX if view.request.symbols else SOURCES:
        room = min(left, int(budget * share))
        given = source(view, room) if room > 0 else None
        snippets = given if isinstance(given, tuple) else filter(None, [given])
        for snippet in snippets:
            found.append(snippet)
            left -= snippet.tokens
    return tuple(sorted(found, key=lambda snippet: _STABLE_FIRST.index(snippet.kind)))
