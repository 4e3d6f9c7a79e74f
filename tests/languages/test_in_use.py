"""Each language's sample in the hands of those who ask: context, edits, code actions."""

from math import ceil
from pathlib import Path

import pytest

from m2lsp import languages
from m2lsp.context import gather
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Budget, Request
from m2lsp.core.snippet import SnippetKind
from m2lsp.core.text import Span
from m2lsp.edits import Reason, check, keeps_code, minimise
from m2lsp.features import load
from m2lsp.languages import Language, Syntax, Tag

LANGUAGES = languages.all_languages()
SAMPLES = Path(__file__).parent / "samples"
BODIES = ("function", "method", "constructor")

every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)


def tokens(text: str) -> int:
    return ceil(len(text) / 4)


def sample(language: Language) -> Syntax:
    (path,) = (SAMPLES / language.name).glob("sample.*")
    return languages.parse(path.read_text("utf-8"), language)


def document(language: Language) -> Document:
    name = f"sample{language.extensions[0]}"
    return Document(f"file:///{name}", sample(language).text, language.language_ids[0], path=Path("/") / name)


def request(language: Language, offset: int, budget: int = 100_000) -> Request:
    return Request(document(language), Span(offset, offset), Budget(budget, 100))


def last_body(language: Language) -> Tag:
    """The last function, method or the like that has a body and that no other one holds."""
    syntax = sample(language)
    tags = [tag for tag in syntax.outline() if tag.kind in BODIES and tag.depth < 2]
    return [tag for tag in tags if language.layout == "indent" or "{" in tag.span.of(syntax.text)][-1]


@every_language
def test_a_file_that_does_not_fit_is_shown_in_whole_lines_with_an_outline_of_the_rest(
    language: Language,
) -> None:
    syntax = sample(language)
    offset = last_body(language).span.end
    found = gather(request(language, offset, budget=tokens(syntax.text) // 2), tokens)
    assert found.excerpt.start == 0 or syntax.text[found.excerpt.start - 1] == "\n"
    (outline,) = (snippet for snippet in found.snippets if snippet.kind == SnippetKind.OUTLINE)
    signatures = {tag.signature for tag in syntax.outline()}
    assert outline.text.strip()
    assert {line.strip() for line in outline.text.split("\n")} <= signatures


@every_language
def test_docs_are_offered_for_a_declaration_and_a_comment_changes_no_code(language: Language) -> None:
    about, tag = document(language), last_body(language)
    offers = load("write_docs").offers(request(language, tag.name_span.start))
    assert [offer.title for offer in offers] == [f"Write docs for {tag.name}"]
    line = about.whole_lines(tag.span).start
    edit = minimise(about, f"{about.text[:line]}{language.line_comment} é\n{about.text[line:]}")
    assert keeps_code(edit) == "changes only comments and docstrings"
    assert f"parses no worse than before ({language.name})" in check(edit, None)


@every_language
def test_an_edit_that_opens_what_it_does_not_close_is_refused(language: Language) -> None:
    about, tag = document(language), last_body(language)
    refused = check(
        minimise(about, about.text[: tag.name_span.end] + "((" + about.text[tag.name_span.end :]), None
    )
    assert isinstance(refused, Drop)
    assert refused.reason == Reason.SYNTAX


@every_language
def test_the_scope_at_a_declaration_is_the_declaration(language: Language) -> None:
    syntax, tag = sample(language), last_body(language)
    scope = syntax.scope(tag.name_span.start)
    assert scope is not None
    assert scope == tag.span
