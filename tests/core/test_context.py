"""A context is taken apart without losing count."""

from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import Span

DOCUMENT = Document("file:///a.py", "python", "x = 1\n")


def snippet(text: str, tokens: int) -> Snippet:
    return Snippet(SnippetKind.RECENT_EDIT, "b.py", text, "changed a moment ago", tokens)


def test_snippets_that_spell_a_string_are_left_out_with_their_tokens():
    plain, marked = snippet("+y = 2", 5), snippet("+y = '</think>'", 9)
    context = Context(DOCUMENT, Span(0, 0), Span(0, 6), (plain, marked), tokens=20)
    without = context.without(("<think>", "</think>"))
    assert (without.snippets, without.tokens) == ((plain,), 11)


def test_a_context_that_spells_none_stays_itself():
    context = Context(DOCUMENT, Span(0, 0), Span(0, 6), (snippet("+y = 2", 5),), tokens=20)
    assert context.without(("</think>",)) is context
