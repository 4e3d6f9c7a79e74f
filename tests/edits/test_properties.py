"""What holds for any text."""

from hypothesis import assume, example, given
from hypothesis import strategies as st

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Indent
from m2lsp.core.text import Span, split_lines
from m2lsp.edits import (
    Block,
    apply_block,
    apply_blocks,
    edit_document,
    locate,
    minimise,
    narrow,
    replace_region,
)

ENDS = st.sampled_from(["\n", "\r\n"])
LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["", "  ", "a", "  a", "\ta", "b(1)", "    b( 1 )", "}", "=======", "```", "👍🏽é", "x "]
        ),
        st.text(st.characters(exclude_characters="\r\n", codec="utf-8"), max_size=8),
    ),
    max_size=12,
)
TEXT = st.one_of(
    st.builds(lambda lines, end, last: end.join(lines) + (end if last else ""), LINES, ENDS, st.booleans()),
    st.text(max_size=30),
    st.text("ab\r\n🇩🇪é\u0301\u200d", max_size=30),
)


def document(text: str) -> Document:
    return Document("file:///a.txt", text)


@given(TEXT, TEXT)
@example("a\r\nb", "a\nb")
@example("\ufeffa", "a")
def test_the_least_edit_gives_the_text_that_was_wanted(before: str, after: str):
    edit = minimise(document(before), after)
    assert edit.after == after
    assert list(edit.edits) == sorted(edit.edits)
    assert all(one.span.of(before) != one.new for one in edit.edits)


@given(TEXT, st.data())
def test_an_edit_made_narrow_stays_inside_its_span(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    new = data.draw(TEXT)
    edit = narrow(document(text), [Edit(span, new)])
    assert edit.after == text[: span.start] + new + text[span.end :]
    assert all(span.contains(one.span) for one in edit.edits)


@given(LINES, st.data(), LINES, ENDS)
def test_whole_lines_quoted_word_for_word_are_replaced(
    lines: list[str], data: st.DataObject, new: list[str], end: str
):
    assume(any(line.strip() for line in lines))
    text = end.join(lines) + end
    assume(len(split_lines(text)) == len(lines) and not text.startswith("\ufeff"))
    first = data.draw(st.integers(0, len(lines) - 1))
    last = data.draw(st.integers(first + 1, len(lines)))
    quoted = lines[first:last]
    places = [n for n in range(len(lines)) if lines[n : n + len(quoted)] == quoted]
    assume(any(line.strip() for line in quoted) and quoted != new and not quoted[0].startswith("\ufeff"))
    assume(not (new and new[0].startswith("\ufeff")))
    got = apply_block(text, "".join(f"{q}\n" for q in quoted), "".join(f"{n}\n" for n in new))
    if len(places) > 1:
        assert isinstance(got, Drop)
    else:
        tidy = not any(line != line.rstrip() for line in quoted)
        fresh = [line.rstrip() if tidy and line not in quoted else line for line in new]
        after = "".join(line + end for line in [*lines[:first], *fresh, *lines[last:]])
        assert got == after or (after == text and isinstance(got, Drop))


@given(TEXT, TEXT, TEXT)
def test_no_block_makes_applying_fail(text: str, search: str, replace: str):
    got = apply_block(text, search, replace)
    assert got != text
    place = locate(text, search)
    if not isinstance(place, Drop):
        assert place.end <= len(text)


@given(TEXT, st.lists(st.builds(Block, TEXT, TEXT), max_size=3))
def test_the_edit_of_a_document_is_that_of_its_text(text: str, blocks: list[Block]):
    got = edit_document(document(text), blocks)
    expected = apply_blocks(text, blocks)
    assert (got.reason if isinstance(got, Drop) else got.after) == (
        expected.reason if isinstance(expected, Drop) else expected
    )


@given(TEXT, TEXT, st.data(), st.booleans())
def test_no_region_makes_replacing_fail(text: str, new: str, data: st.DataObject, tabs: bool):
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    got = replace_region(document(text), span, new, Indent(tabs=tabs))
    if not isinstance(got, Drop):
        assert got.after.startswith(text[:start])
        assert got.after.endswith(text[span.end :])
        assert all(span.contains(one.span) for one in got.edits)
