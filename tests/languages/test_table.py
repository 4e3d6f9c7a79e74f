"""Every language of the table, proved on the sample and the expectations in ``samples/NAME``.

To add a language, add its folder here as in the package; this file does not change.
"""

import re
import tomllib
from collections import Counter
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from marks import parse as marked

from m2lsp import languages
from m2lsp.languages import Language, Syntax
from m2lsp.languages.grammar import PURPOSES, query, source
from m2lsp.languages.spec import FOLDER
from m2lsp.languages.tags import KINDS

SAMPLES = Path(__file__).parent / "samples"
LANGUAGES = languages.all_languages()
CAPTURES = {
    "definitions": {
        *("name", "body", "doc", "container", "start", "line"),
        *(f"definition.{kind}" for kind in KINDS),
    },
    "references": {"name", "reference.call", "reference.class", "reference.type"},
    "imports": {"import"},
    "scopes": {"scope"},
    "wrappers": {"wrapper", "wrapped"},
    "blocks": {"block", "blank"},
    "comments": {"comment", "attribute", "docstring"},
    "strings": {"string", "code"},
}

every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)


def sample(language: Language) -> Syntax:
    (path,) = (SAMPLES / language.name).glob("sample.*")
    return languages.parse(path.read_text("utf-8"), language)


def expected(language: Language) -> dict[str, Any]:
    return tomllib.loads((SAMPLES / language.name / "expected.toml").read_text("utf-8"))


def cases(key: str) -> list[Any]:
    return [
        pytest.param(language, case, id=f"{language.name}-{number}")
        for language in LANGUAGES
        for number, case in enumerate(expected(language)[key])
    ]


@every_language
def test_a_row_is_complete(language: Language) -> None:
    assert language.language_ids and language.extensions and language.fence and language.line_comment
    assert language.doc_style in {"docstring", "before"}
    assert language.layout in {"braces", "indent"}
    assert language.indent_unit.isspace()
    assert all(extension.startswith(".") for extension in language.extensions)
    assert callable(getattr(import_module(language.grammar[0]), language.grammar[1]))


def test_no_two_rows_claim_the_same_documents() -> None:
    for key in ("language_ids", "extensions", "filenames"):
        claimed = [name for language in LANGUAGES for name in getattr(language, key)]
        assert len(claimed) == len(set(claimed))


@every_language
def test_a_folder_holds_data_and_nothing_else(language: Language) -> None:
    files = {path.name for path in (FOLDER / language.name).iterdir()}
    assert files <= {"language.toml", *(f"{purpose}.scm" for purpose in PURPOSES)}


@every_language
@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_query_is_there_compiles_and_captures_what_is_read(language: Language, purpose: str) -> None:
    assert source(language.name, language.inherits, purpose).strip()
    compiled = query(language, purpose)
    captures = {compiled.capture_name(number) for number in range(compiled.capture_count)}
    assert {name for name in captures if not name.startswith("_")} <= CAPTURES[purpose]


def test_no_python_code_names_a_language() -> None:
    names = {name for language in LANGUAGES for name in (language.name, *language.language_ids)}
    quoted = re.compile(rf"""["']({"|".join(sorted(names))})["']""")
    package = FOLDER.parent
    for folder in (FOLDER, package / "context"):
        for path in folder.glob("*.py"):
            assert not quoted.findall(path.read_text("utf-8")), path.name


@every_language
def test_a_sample_parses_without_an_error(language: Language) -> None:
    assert sample(language).parsed
    assert sample(language).error_count() == 0


@every_language
def test_the_outline_has_every_definition(language: Language) -> None:
    lines = [
        f"{'    ' * tag.depth}{tag.kind} {tag.name} | {tag.signature}{f' | {tag.doc}' if tag.doc else ''}"
        for tag in sample(language).outline()
    ]
    assert lines == expected(language)["outline"].strip("\n").split("\n")


@every_language
def test_a_definition_holds_its_name_and_what_is_nested_in_it(language: Language) -> None:
    syntax = sample(language)
    around: list[languages.Tag] = []
    for tag in syntax.outline():
        assert tag.name_span.of(syntax.text) == tag.name
        assert tag.span.contains(tag.name_span)
        around = [*around[: tag.depth], tag]
        assert all(outer.span.contains(tag.span) for outer in around)


@every_language
def test_the_imports_are_whole_statements(language: Language) -> None:
    syntax = sample(language)
    assert [span.of(syntax.text) for span in syntax.imports()] == expected(language)["imports"]


@every_language
def test_the_references_are_the_uses_of_names(language: Language) -> None:
    syntax = sample(language)
    assert (
        sorted({f"{use.kind} {use.name}" for use in syntax.references()}) == expected(language)["references"]
    )
    assert all(use.span.of(syntax.text) == use.name for use in syntax.references())


@pytest.mark.parametrize(("language", "place"), cases("places"))
def test_a_place_knows_its_kind_its_scope_and_its_declaration(
    language: Language, place: dict[str, str]
) -> None:
    syntax = sample(language)
    before, after = place["at"].split("ˇ")
    offset = syntax.text.index(before + after) + len(before)
    scope, declaration = syntax.scope(offset), syntax.declaration_at(offset)
    assert syntax.kind_at(offset) == place["kind"]
    assert (declaration.name if declaration else None) == place.get("declaration")
    if "scope" in place:
        assert scope is not None and scope.of(syntax.text).startswith(place["scope"])
    else:
        assert scope is None


@every_language
def test_a_sample_has_places_of_every_kind(language: Language) -> None:
    """Ghost text stays out of comments and strings, so every language must tell them from code."""
    assert {place["kind"] for place in expected(language)["places"]} == {"code", "comment", "string"}


@every_language
def test_scopes_go_from_the_inner_to_the_outer(language: Language) -> None:
    syntax = sample(language)
    for offset in range(0, len(syntax.text), 7):
        scopes = syntax.scopes(offset)
        assert all(outer.contains(inner) for inner, outer in pairwise(scopes))
        assert all(scope.start <= offset <= scope.end for scope in scopes)


@pytest.mark.parametrize(("language", "fixture"), cases("open_blocks"))
def test_a_block_that_is_empty_is_open(language: Language, fixture: str) -> None:
    place = marked(fixture)
    assert languages.parse(place.text, language).is_open_block(place.cursor)


@pytest.mark.parametrize(("language", "fixture"), cases("no_open_blocks"))
def test_elsewhere_no_block_is_open(language: Language, fixture: str) -> None:
    place = marked(fixture)
    assert not languages.parse(place.text, language).is_open_block(place.cursor)


@pytest.mark.parametrize(("language", "text"), cases("broken"))
def test_broken_code_has_errors_and_answers_all_the_same(language: Language, text: str) -> None:
    syntax = languages.parse(text, language)
    assert syntax.error_count() > 0
    for offset in range(len(text) + 1):
        assert syntax.kind_at(offset) in {"code", "comment", "string"}
        assert syntax.is_open_block(offset) in {True, False}
        assert all(scope.start <= offset <= scope.end for scope in syntax.scopes(offset))


@every_language
def test_an_outline_made_at_once_is_the_same(language: Language) -> None:
    for text in [sample(language).text, *broken_samples(sample(language).text, "")[:5], ""]:
        syntax = languages.parse_once(text, language)
        assert syntax.outline_at_once() == syntax.outline()


def broken_samples(text: str, line_start: str) -> list[str]:
    """The text with an unfinished call below any indented line that begins so, or without that line."""
    lines = text.split("\n")
    found = []
    for number, line in enumerate(lines, start=1):
        indent, rest = line[: len(line) - len(line.lstrip())], line.lstrip()
        if line_start and rest.startswith(line_start) and not rest.strip("})]; "):
            found.append("\n".join([*lines[: number - 1], *lines[number:]]))
        if not line_start and indent and rest[:1].isalnum():
            found.append("\n".join([*lines[:number], f"{indent}foo.bar(", *lines[number:]]))
    return found


@pytest.mark.parametrize("line_start", ["", "}"], ids=["a line is unfinished", "a brace is missing"])
@every_language
def test_most_names_are_found_though(language: Language, line_start: str) -> None:
    names = [tag.name for tag in sample(language).outline()]
    broken = broken_samples(sample(language).text, line_start)
    kept = 0
    for text in broken:
        there = Counter(tag.name for tag in languages.parse(text, language).outline())
        kept += (Counter(names) & there).total()
    assert kept >= expected(language).get("kept_when_broken", 0.85) * len(names) * len(broken)
