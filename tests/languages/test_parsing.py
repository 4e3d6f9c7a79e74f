"""Parsing: what was kept is used again, a small change is parsed alone, and limits hold."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from m2lsp import languages
from m2lsp.core.edit import Edit, apply_edits
from m2lsp.core.text import Span
from m2lsp.languages import Language, Syntax, parsing
from m2lsp.languages.grammar import PURPOSES
from m2lsp.languages.recent import KEPT
from m2lsp.languages.syntax import SHORT

SAMPLES = Path(__file__).parent / "samples"
LANGUAGES = languages.all_languages()
(PYTHON,) = (language for language in LANGUAGES if language.name == "python")
KEYS = [
    "(",
    ")",
    "{",
    "}",
    '"',
    "'",
    "\n",
    "\n    ",
    " x",
    "=",
    "#",
    "//",
    "/*",
    "*/",
    '"""',
    "`",
    "é",
    "🎉",
    ":",
    ",",
]

every_language = pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.name)


def sample(language: Language) -> str:
    (path,) = (SAMPLES / language.name).glob("sample.*")
    return path.read_text("utf-8")


def fresh(text: str, language: Language) -> Syntax:
    """Parsed without knowing any earlier text."""
    return parsing._parse(text, language)


def known(syntax: Syntax) -> object:
    tree = syntax.tree.parsed.root_node
    return str(tree), tree.end_byte, syntax.outline(), syntax.tree.errors()


def damaged(text: str, chance: random.Random, count: int) -> list[tuple[Edit, Edit]]:
    """Random edits of the text, each made on the outcome of the one before, and the edits that undo them."""
    made = []
    for _ in range(count):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 0, 1, 3, 20]))
        edit = Edit(Span(start, end), chance.choice(KEYS))
        made.append((edit, Edit(Span(start, start + len(edit.new)), text[start:end])))
        text = apply_edits(text, [edit])
    return made


@every_language
def test_typing_gives_the_same_tree_as_parsing_afresh_once_the_code_is_sound_again(
    language: Language,
) -> None:
    text = sample(language)
    syntax = fresh(text, language)
    made = damaged(text, random.Random(7), 30)
    for edit in [*(edit for edit, _ in made), *(undo for _, undo in reversed(made))]:
        text = apply_edits(text, [edit])
        syntax = languages.follow(syntax, [edit], text)
        assert not syntax.provisional
        assert all(tag.name_span.of(text) == tag.name for tag in syntax.outline())
    assert known(syntax) == known(fresh(text, language))


@every_language
def test_spans_are_in_characters_far_into_a_text_that_is_not_ascii(language: Language) -> None:
    text = f"{language.line_comment} {'é🎉' * 3000}\n{sample(language)}"
    tags = languages.parse(text, language).outline()
    assert len(tags) == len(languages.parse(sample(language), language).outline())
    assert all(tag.name_span.of(text) == tag.name for tag in tags)


@every_language
@pytest.mark.parametrize(
    "text", ["", "\n", "\ufeff", "\0", "\r\n\r\n", "\ud800", "é" * 10_000, "x" * 1_000_000]
)
def test_any_text_can_be_parsed_and_asked(language: Language, text: str) -> None:
    syntax = languages.parse(text, language)
    for offset in (0, len(text) // 2, len(text)):
        assert syntax.scope(offset) is None
        assert syntax.kind_at(offset) == "code"
    assert not syntax.imports()


@every_language
def test_a_text_with_carriage_returns_has_the_same_outline(language: Language) -> None:
    text = sample(language)
    names = [
        (tag.kind, tag.name, tag.depth, tag.signature) for tag in languages.parse(text, language).outline()
    ]
    crlf = languages.parse(text.replace("\n", "\r\n"), language).outline()
    assert [(tag.kind, tag.name, tag.depth, tag.signature) for tag in crlf] == names


@every_language
@pytest.mark.parametrize("text", ["(" * 20_000, "x" * (parsing.CHARACTERS + 1)], ids=["broken", "long"])
def test_a_text_past_the_limits_is_not_parsed_and_knows_nothing(language: Language, text: str) -> None:
    syntax = languages.parse(text, language)
    assert not syntax.parsed
    assert (syntax.outline(), syntax.imports()) == ((), ())
    assert bool(syntax.error_count()) == text.startswith("(")
    assert (syntax.scope(10), syntax.kind_at(10), syntax.is_open_block(10)) == (None, "code", False)


@every_language
def test_a_text_that_was_parsed_lately_is_not_parsed_again(language: Language) -> None:
    text = sample(language) + "\n"
    assert languages.parse(text, language) is languages.parse(str(text), language)


def test_only_a_few_results_are_kept() -> None:
    for number in range(2 * KEPT):
        languages.parse(f"x = {number}\n", LANGUAGES[0])
    assert len(languages.recent.alike(LANGUAGES[0])) <= KEPT


def test_threads_may_parse_and_ask_at_once() -> None:
    def outline(number: int) -> list[str]:
        language = LANGUAGES[number % len(LANGUAGES)]
        return [
            tag.name for tag in languages.parse(sample(language) + "\n" * (number % 5), language).outline()
        ]

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(outline, range(60)))
    assert found == [outline(number) for number in range(60)]


@every_language
def test_errors_are_counted_in_a_span_alone(language: Language) -> None:
    text = sample(language) + "\n\n)\n"
    syntax = languages.parse(text, language)
    assert syntax.error_count() >= syntax.error_count(Span(len(text) - 3, len(text))) >= 1


@every_language
def test_comments_above_every_declaration_leave_the_code_the_same(language: Language) -> None:
    text = sample(language)
    for tag in reversed(languages.parse(text, language).outline()):
        line = text.rfind("\n", 0, tag.span.start) + 1
        if not text[line : tag.span.start].strip():
            text = f"{text[:line]}{language.line_comment} é\n{text[line:]}"
    assert text != sample(language)
    before, after = fresh(sample(language), language).code(), fresh(text, language).code()
    assert before == after


@every_language
def test_every_declaration_is_part_of_the_code(language: Language) -> None:
    text = sample(language)
    code = fresh(text, language).code()
    for tag in languages.parse(text, language).outline():
        without = text[: tag.span.start] + text[tag.span.end :]
        assert fresh(without, language).code() != code


@every_language
@pytest.mark.parametrize("end", [None, 700], ids=["sound", "broken"])
def test_asked_piece_by_piece_a_text_has_the_same_matches(language: Language, end: int | None) -> None:
    tree = fresh(sample(language)[:end], language).tree
    for purpose in PURPOSES:
        whole, *pieces = (sorted(map(str, tree.matches(purpose, piece=size))) for size in (1 << 20, 40, 400))
        assert pieces == [whole, whole]


@every_language
def test_a_tree_that_is_only_moved_along_gives_the_same_one_once_it_is_parsed(language: Language) -> None:
    text = sample(language) * (1 + SHORT // len(sample(language)))
    syntax = replace(fresh(text, language), provisional=True)
    made = damaged(text, random.Random(11), 8)
    for edit in [*(edit for edit, _ in made), *(undo for _, undo in reversed(made))]:
        text = apply_edits(text, [edit])
        syntax = languages.follow(syntax, [edit], text)
        assert syntax.provisional
        assert syntax.text == text
        assert all(span.end <= len(text) for span in syntax.scopes(edit.span.start))
    after = parsing._parse(text, language, syntax, [Edit(Span(0, 0), "")])
    assert not after.provisional
    assert known(after) == known(fresh(text, language))


def test_a_long_text_too_broken_to_be_searched_is_not_looked_at_for_a_key() -> None:
    broken = "(" * 50_000
    before = languages.parse(broken, PYTHON)
    assert not before.parsed
    after = languages.follow(before, [Edit(Span(0, 0), "x")], "x" + broken)
    assert (after.text, after.provisional, after.parsed) == ("x" + broken, True, False)
    assert not languages.parse("x" + broken, PYTHON).provisional


def test_who_can_wait_is_never_given_a_provisional_tree() -> None:
    text = "x = 1\n" * SHORT
    syntax = languages.follow(
        replace(fresh(text, PYTHON), provisional=True), [Edit(Span(0, 0), "y")], "y" + text
    )
    languages.recent.hold("a", syntax)
    assert languages.known("y" + text, PYTHON) is syntax
    assert not languages.parse("y" + text, PYTHON).provisional
    languages.recent.release("a")


@every_language
def test_the_declaration_at_a_place_is_the_innermost_of_the_outline(language: Language) -> None:
    text = sample(language)
    syntax = fresh(text, language)
    for offset in range(len(text) + 1):
        at = syntax._place(offset)
        held = [tag for tag in syntax.outline() if syntax._holds(tag.span, at, header=tag.span.start)]
        innermost = min(held, key=lambda tag: tag.span.end - tag.span.start, default=None)
        assert syntax.declaration_at(offset) == innermost


def test_of_long_texts_only_two_and_the_open_ones_are_kept() -> None:
    texts = [f"x = {number}\n" * SHORT for number in range(6)]
    for number, text in enumerate(texts):
        languages.recent.hold("open", languages.parse(text, PYTHON))
        kept = [syntax.text for syntax in languages.recent.alike(PYTHON) if len(syntax.text) > SHORT]
        assert len(kept) <= 3, number
    assert languages.recent.find(texts[0], PYTHON, provisional=False) is None
    languages.recent.release("open")
