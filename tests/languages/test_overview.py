"""What a text defines and imports, moved along with changes of the text."""

from hypothesis import given
from hypothesis import strategies as st

from m2lsp import languages
from m2lsp.core.edit import Edit, apply_edits
from m2lsp.core.text import Span
from m2lsp.languages.overview import Earlier

PYTHON = languages.find("python", None)
TEXT = "".join(f"import a{n}\n\n\ndef f{n}(x):\n    return x + {n}\n\n\n" for n in range(8))
OVERVIEW = languages.parse(TEXT, PYTHON).overview()

edits = st.builds(
    lambda start, length, new: Edit(Span(start, start + length), new),
    st.integers(0, 250),
    st.integers(0, 9),
    st.sampled_from(["", "1", "é", "\n", "def g():\n    pass\n"]),
)


@given(st.lists(edits, min_size=1, max_size=6))
def test_after_any_changes_each_name_stands_where_it_is_said_to(made: list[Edit]) -> None:
    text = TEXT
    for edit in made:
        text = apply_edits(text, [edit])
    moved = Earlier.unchanged(OVERVIEW, made[0].span.start).after(made).moved()
    assert [tag.name_span.of(text) for tag in moved.tags] == [tag.name for tag in moved.tags]
    assert all(span.of(text).startswith("import a") for span in moved.imports)


@given(edits)
def test_nothing_outside_a_change_is_lost(edit: Edit) -> None:
    moved = Earlier.unchanged(OVERVIEW, edit.span.start).after([edit]).moved()
    outside = [
        tag.name
        for tag in OVERVIEW.tags
        if tag.span.end <= edit.span.start or edit.span.end <= tag.span.start
    ]
    assert [tag.name for tag in moved.tags if tag.name in outside] == outside


def test_a_key_in_the_body_of_a_function_leaves_the_overview_as_it_would_be_found_anew() -> None:
    at = TEXT.index("+ 4")
    edit = Edit(Span(at, at), "+ x ")
    after = languages.parse(apply_edits(TEXT, [edit]), PYTHON).overview()
    assert Earlier.unchanged(OVERVIEW, at).after([edit]).moved() == after
