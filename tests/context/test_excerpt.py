"""The window round the cursor: whole lines, suited to the syntax, and still while one types."""

from collections.abc import Callable
from itertools import groupby
from math import ceil

import pytest
from marks import parse

from m2lsp import languages
from m2lsp.context.excerpt import excerpt
from m2lsp.core.document import Document
from m2lsp.core.text import Span

PYTHON = next(language for language in languages.all_languages() if language.name == "python")


def tokens(text: str) -> int:
    return ceil(len(text) / 4)


def words(text: str) -> int:
    """An estimate that does not grow with characters alone."""
    return len(text.split()) + text.count("\n")


def window(text: str, focus: Span, room: int, count: Callable[[str], int] = tokens) -> Span:
    return excerpt(
        Document("file:///a.py", text, "python"), focus, languages.parse(text, PYTHON), room, count
    )


def functions(first: int, count: int, lines: int = 6) -> str:
    return "".join(
        f"def f{n}(x):\n" + "".join(f"    y{m} = x + {m}\n" for m in range(lines)) + "    return x\n\n"
        for n in range(first, first + count)
    )


def test_the_window_stays_where_it_is_while_a_function_is_typed() -> None:
    before, after = functions(0, 60), functions(60, 60)
    typed = "def typed(x):\n    for y in range(x):\n        print(y, 'é')\n    return x\n"
    starts, ends = set(), set()
    for length in range(len(typed) + 1):
        text = before + typed[:length] + after
        cursor = len(before) + length
        span = window(text, Span(cursor, cursor), 1000)
        starts.add(span.start)
        ends.add(span.end - cursor)
    assert len(starts) <= 2
    assert len(ends) == 1


def test_the_window_moves_in_big_steps_through_a_document() -> None:
    text = functions(0, 200)
    starts = [window(text, Span(at, at), 600).start for at in range(4000, len(text) - 4000, 50)]
    moves = len(list(groupby(starts)))
    assert sorted(starts) == starts
    assert moves < len(starts) / 8


@pytest.mark.parametrize("room", [60, 200, 1000])
def test_a_window_has_whole_lines_and_more_before_the_cursor_than_after(room: int) -> None:
    text = functions(0, 200)
    for cursor in range(len(text) // 2, len(text) // 2 + 400, 7):
        span = window(text, Span(cursor, cursor), room)
        assert span.start == 0 or text[span.start - 1] == "\n"
        assert span.end == len(text) or text[span.end - 1] == "\n"
        assert span.start <= cursor <= span.end
        assert tokens(span.of(text)) <= room


def test_a_window_does_not_begin_with_the_tail_of_a_function() -> None:
    text = functions(0, 200)
    for cursor in range(len(text) // 2, len(text) // 2 + 400, 7):
        span = window(text, Span(cursor, cursor), 400)
        assert text[span.start :].lstrip("\n").startswith("def ")


def test_a_window_reaches_back_to_the_head_of_the_function_where_it_fits() -> None:
    text = functions(0, 100) + functions(100, 1, lines=60) + functions(101, 100)
    head = text.index("def f100")
    cursor = text.index("    return x\n", head)
    assert window(text, Span(cursor, cursor), 700).start <= head
    assert window(text, Span(cursor, cursor), 100).start > head


def test_what_the_suffix_does_not_need_is_given_to_the_prefix() -> None:
    text = functions(0, 100)
    end = window(text, Span(len(text), len(text)), 400)
    middle = window(text, Span(len(text) // 2, len(text) // 2), 400)
    assert end.end == len(text)
    assert len(text) - end.start > len(text) // 2 - middle.start


def test_a_line_longer_than_the_room_is_cut_round_the_cursor() -> None:
    marked = parse("x = '" + "a" * 50_000 + "ˇ" + "b" * 50_000 + "'")
    span = window(marked.text, marked.span, 100)
    assert span.start < marked.cursor < span.end
    assert tokens(span.of(marked.text)) <= 100


def test_the_room_is_kept_by_an_estimate_that_is_not_linear() -> None:
    text = "a b c d e f g h i j\n" * 2000
    span = window(text, Span(20_000, 20_000), 300, words)
    assert words(span.of(text)) <= 300
    assert span.start < 20_000 < span.end
