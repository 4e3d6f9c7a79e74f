import pytest
from marks import mark, parse

from m2lsp.core.text import Span


@pytest.mark.parametrize(
    ("fixture", "text", "spans"),
    [
        ("no marks", "no marks", []),
        ("ab ˇcd", "ab cd", [(3, 3)]),
        ("a«bc»d", "abcd", [(1, 3)]),
        ("«a«b»c»", "abc", [(0, 3), (1, 2)]),
        ("«aˇb»", "ab", [(0, 2), (1, 1)]),
        ("x«ö😀»ˇ", "xö😀", [(1, 3), (3, 3)]),
    ],
)
def test_marks_are_taken_out_and_put_back(fixture: str, text: str, spans: list[tuple[int, int]]) -> None:
    marked = parse(fixture)
    assert (marked.text, list(marked.spans)) == (text, [Span(*span) for span in spans])
    assert mark(marked.text, marked.spans) == fixture


@pytest.mark.parametrize("fixture", ["a«b", "a»b", "«»»"])
def test_a_range_that_is_not_balanced_is_an_error_of_the_fixture(fixture: str) -> None:
    with pytest.raises(ValueError, match="without"):
        parse(fixture)


def test_the_cursor_is_found_beside_a_range() -> None:
    assert parse("«ab»cˇ").cursor == 3
