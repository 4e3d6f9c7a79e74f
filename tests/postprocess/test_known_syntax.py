"""The parser's verdict is the same whether the document's tree was kept or has to be made."""

from dataclasses import replace

import pytest
from mangled import scenes
from suggestions import context_at

from m2lsp import languages
from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span
from m2lsp.postprocess.trim_syntax import WHOLE, trim_syntax

COMMENTS = {"python": "# filler\n"}
BY_LANGUAGE = {scene.language: scene for scene in scenes()}
REPLIES = ("x", "f(1)", "f(", "x = 1\ny = (", ")", '"open', "a b c", "x = = 1", "{f(")


def _long(context: Context) -> Context:
    """The context with so much before it that only a part of it is parsed if it has to be."""
    filler = COMMENTS.get(context.document.language_id, "// filler\n")
    before = filler * (WHOLE // len(filler) + 1)
    document = replace(context.document, text=before + context.document.text)
    at = context.focus.start + len(before)
    return replace(context, document=document, focus=Span(at, at))


@pytest.mark.parametrize("language", sorted(BY_LANGUAGE))
def test_a_kept_tree_says_what_a_new_one_says(language: str) -> None:
    context = _long(context_at(BY_LANGUAGE[language].before, language))
    grammar = languages.language_of(context.document)
    assert grammar
    new = [trim_syntax(reply, context) for reply in REPLIES]
    languages.parse(context.document.text, grammar)
    assert languages.known(context.document.text, grammar)
    assert [trim_syntax(reply, context) for reply in REPLIES] == new
    assert any(isinstance(each, Drop) for each in new)
