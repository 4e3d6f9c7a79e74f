"""The page that is made from the rows."""

from pathlib import Path

import pytest

from m2lsp.backends.page import markdown
from m2lsp.backends.providers import PROVIDERS
from m2lsp.backends.providers.spec import FACTS, Provider

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"
each = pytest.mark.parametrize("provider", PROVIDERS.values(), ids=lambda p: p.name)


def section(name: str) -> str:
    return markdown().split(f"## `{name}`\n", 1)[1].split("\n## ", 1)[0]


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == markdown(), "run `make docs`"


@each
def test_every_row_has_its_section_with_a_grade_for_each_fact(provider: Provider) -> None:
    text = section(provider.name)
    assert provider.source in text
    assert text.count("\n| ") == len(FACTS) - 1 + 2  # but one, which has its own table; and the head


@each
def test_what_is_known_of_a_models_end_stands_beside_it(provider: Provider) -> None:
    text = section(provider.name)
    assert all(f"`{m.id}` {m.note}".strip() in text for m in provider.models)


@each
def test_what_nobody_verified_is_marked(provider: Provider) -> None:
    shown = section(provider.name).count("| unverified |")
    assert shown == len(set(provider.unverified) - {"eats"})
