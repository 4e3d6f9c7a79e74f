"""Line starts after any sequence of changes are those of the text, and so are positions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2lsp.core.document import Document
from m2lsp.core.edit import apply_edits, change_between
from m2lsp.core.lines import Lines
from m2lsp.core.text import Encoding, Span, line_starts

TEXTS = st.text(st.sampled_from("ab\n\r\u2028\fé語😀\ud800"), max_size=30)
CHANGES = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 12), TEXTS), max_size=12)


@given(TEXTS, CHANGES)
def test_after_any_changes_the_lines_are_those_of_the_text(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    document = Document("file:///a", text, version=0)
    for start, length, new in changes:
        span = Span(min(start, len(text)), min(start + length, len(text)))
        text = text[: span.start] + new + text[span.end :]
        document = document.changed(span, new, 1)
        assert document.text == text
        assert document.starts[:] == line_starts(text)


@given(TEXTS, CHANGES)
def test_a_document_that_was_changed_does_not_change_itself(
    text: str, changes: list[tuple[int, int, str]]
) -> None:
    document = Document("file:///a", text, version=0)
    for start, length, new in changes:
        span = Span(min(start, len(text)), min(start + length, len(text)))
        document.changed(span, new, 1)
        assert (document.text, document.starts[:]) == (text, line_starts(text))


@given(TEXTS)
def test_lines_are_counted_from_either_end_and_not_past_it(text: str) -> None:
    lines, starts = Lines.of(text), line_starts(text)
    assert [lines[-n] for n in range(1, len(starts) + 1)] == list(reversed(starts))
    for past in (len(starts), -len(starts) - 1):
        with pytest.raises(IndexError):
            lines[past]


@given(TEXTS, st.sampled_from(list(Encoding)))
def test_an_offset_at_a_line_start_has_the_position_it_came_from(text: str, encoding: Encoding) -> None:
    document = Document("file:///a", text)
    for line, start in enumerate(document.starts):
        assert document.position(start, encoding) == (line, 0)
        assert document.offset(line, 0, encoding) == start


@given(TEXTS, TEXTS, TEXTS, TEXTS)
def test_the_change_between_two_texts_makes_the_one_into_the_other(
    head: str, old: str, new: str, tail: str
) -> None:
    before, after = head + old + tail, head + new + tail
    edit = change_between(before, after)
    assert apply_edits(before, [edit]) == after
    assert edit.span.start >= len(head) or old != new or edit.span.empty
    assert len(edit.new) <= len(new) or len(edit.new) - (edit.span.end - edit.span.start) == len(new) - len(
        old
    )
