"""Macros that a grammar is not shown: the text for the parser is as long, and follows each keystroke."""

import random

import pytest

from m2lsp import languages
from m2lsp.core.edit import Edit, apply_edits
from m2lsp.core.text import Span
from m2lsp.languages import Language
from m2lsp.languages.unread import shown, shows_less

LANGUAGES = languages.all_languages()
SHOWN_LESS = [language for language in LANGUAGES if shows_less(language)]

every_such_language = pytest.mark.parametrize("language", SHOWN_LESS, ids=lambda language: language.name)


def read(text: str, name: str) -> str:
    (language,) = (language for language in LANGUAGES if language.name == name)
    return shown(text.encode(), language).decode()


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("c", "G_BEGIN_DECLS\nint x;\n", "             \nint x;\n"),
        ("c", "LIB_API int f(void);\n", "        int f(void);\n"),
        ("c", "#define LIB_API extern\n", "#define LIB_API extern\n"),
        ("c", "int x = LIB_API;\n", "int x = LIB_API;\n"),
        ("c", "enum {\n    A_B\n};\n", "enum {\n    A_B\n};\n"),
        ("cpp", "class LIB_API A {\n    Q_OBJECT\n", "class         A {\n            \n"),
        ("cpp", "signals:\n  public slots:\n", "public :\n  public      :\n"),
        ("cpp", "namespace slots = a::slots::b;\n", "namespace slots = a::slots::b;\n"),
        ("objc", "typedef NS_ENUM(NSInteger, A) {\r\n", "enum                       A  {\r\n"),
        ("objc", "- (void)f NS_SWIFT_NAME(g(é:));\n", "- (void)f                      ;\n"),
        ("objc", "- (void)fNS_UNAVAILABLE;\n", "- (void)fNS_UNAVAILABLE;\n"),
        ("java", "LIB_API\n", "LIB_API\n"),
    ],
)
def test_blanks_stand_where_a_macro_was(name: str, text: str, left: str) -> None:
    assert read(text, name) == left


@every_such_language
def test_the_rest_of_a_text_and_its_length_stay(language: Language) -> None:
    text = "é NS_ASSUME_NONNULL_BEGIN\nLIB_API f(LIB_API)\n\n  #define LIB_API\r\nLIB_END_X" * 2000
    parts = shown(text.encode(), language).decode("utf-8", "replace")
    assert len(shown(text.encode(), language)) == len(text.encode())
    assert parts.count("\n") == text.count("\n")
    assert parts.count("#define LIB_API") == 2000


@every_such_language
def test_a_key_more_or_less_shows_the_grammar_what_parsing_afresh_would(language: Language) -> None:
    chance = random.Random(3)
    text = (
        "LIB_API int f(void);\nG_BEGIN_DECLS\ntypedef NS_ENUM(NSInteger, A) {\n  Q_OBJECT\n#define G_H 1\n"
        * 3
    )
    syntax = languages.parse(text, language)
    for _ in range(200):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice([0, 0, 1, 1, 9]))
        edit = Edit(Span(start, end), chance.choice(["", "", "_", "A", " ", "\n", "#", "(", "é"]))
        text = apply_edits(text, [edit])
        syntax = languages.follow(syntax, [edit], text)
        assert syntax.tree.source == shown(text.encode(), language)


def test_a_macro_that_is_not_shown_is_still_code() -> None:
    (language,) = (language for language in LANGUAGES if language.name == "objc")
    there, gone = (
        languages.parse(f"@interface A\n- (void)f{macro};\n@end\n", language)
        for macro in (" NS_UNAVAILABLE", "")
    )
    assert there.error_count() == 0
    assert there.code() != gone.code()
