"""The page that is made from the folders."""

from pathlib import Path

from m2lsp import languages
from m2lsp.languages.page import markdown

PAGE = Path(__file__).parents[2] / "docs" / "languages.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run `make docs`"


def test_every_language_has_its_line_in_every_table() -> None:
    lines = markdown().split("\n")
    for language in languages.all_languages():
        assert sum(line.startswith(f"| {language.name} | ") for line in lines) == 3
