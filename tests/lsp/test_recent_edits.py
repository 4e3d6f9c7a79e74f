"""What the session remembers of the user's changes: which, in what shape, and when they are shown."""

from hypothesis import assume, given
from hypothesis import strategies as st

from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.text import Span, split_lines
from m2lsp.lsp.recent_edits import APART, CHARACTERS, EDITS, REGIONS, RecentEdits

LINES = [f"line {number}" for number in range(400)]
TEXT = "\n".join(LINES) + "\n"


class Desk:
    """Documents that somebody types in."""

    def __init__(self, **texts: str) -> None:
        self.recent = RecentEdits()
        self.now = {name: Document(name, text, "python", 0) for name, text in texts.items()}

    def change(self, name: str, *changes: tuple[str, str]) -> None:
        """In one notification, put the second text of each change in the place of the first."""
        before = document = self.now[name]
        edits = []
        for old, new in changes:
            at = document.text.index(old)
            edits.append(Edit(Span(at, at + len(old)), new))
            document = document.changed(edits[-1].span, new, 1)
        self.now[name] = document
        self.recent.changed(before, edits, document)

    def shown(self, name: str = "a", cursor: str | None = None) -> list[tuple[str, str]]:
        """What changed, as pairs of texts, seen from the first ``cursor`` in the document or from nowhere."""
        document = self.now[name]
        at = document.text.index(cursor) if cursor else 0
        place = Span(at, at) if cursor else None
        return [(e.before, e.after) for e in self.recent.seen_from(document, place, self.now)]

    def leave(self) -> None:
        """Type in another document."""
        self.now.setdefault("elsewhere", Document("elsewhere", "x", "python", 0))
        self.change("elsewhere", ("x", "xx"))
        self.change("elsewhere", ("xx", "x"))


def lines(*numbers: int, **new: str) -> str:
    return "".join(f"{new.get(f'n{number}', LINES[number])}\n" for number in numbers)


def test_a_change_is_shown_with_the_lines_round_it_once_typing_goes_on_elsewhere() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    assert desk.shown() == []
    desk.change("a", ("line 90", "LINE 90"))
    assert desk.shown() == [(lines(48, 49, 50, 51, 52), lines(48, 49, 50, 51, 52, n50="LINE 50"))]


def test_typing_in_another_document_leaves_a_change_behind() -> None:
    desk = Desk(a=TEXT, b=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.change("b", ("line 50", "LINE 50"))
    assert len(desk.shown("b")) == 1


def test_typing_near_by_does_not() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.change("a", (f"line {50 + APART}", "LINE"))
    assert desk.shown() == []


def test_each_key_of_a_word_belongs_to_the_same_change() -> None:
    desk = Desk(a=TEXT)
    for typed in ("tot", "total", "total("):
        desk.change("a", (desk.now["a"].line_text(50), typed))
    desk.leave()
    assert desk.shown() == [(lines(48, 49, 50, 51, 52), lines(48, 49, 50, 51, 52, n50="total("))]


def test_changes_of_lines_that_meet_are_one() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.change("a", ("line 60", "LINE 60"))
    desk.change("a", ("line 55", "new\nLINE 55"))
    desk.leave()
    ((before, after),) = desk.shown()
    assert before == "".join(f"line {n}\n" for n in range(48, 63))
    assert after.count("\n") == 16


def test_the_newest_comes_first_and_only_so_many_are_kept() -> None:
    """One of them is the one that is being typed."""
    desk = Desk(a=TEXT)
    for number in range(20, 20 * (REGIONS + 3), 20):
        desk.change("a", (f"line {number}", f"LINE {number}"))
    desk.leave()
    shown = [after.split("\n")[2] for _, after in desk.shown()]
    assert shown == [f"LINE {number}" for number in range(20 * (REGIONS + 2), 60, -20)]


def test_a_change_that_is_taken_back_is_gone() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "line 50\nnew"))
    desk.change("a", ("line 90", "LINE 90"))
    desk.change("a", ("\nnew", ""))
    desk.leave()
    assert [before for before, _ in desk.shown()] == [lines(88, 89, 90, 91, 92)]


def test_white_space_at_line_ends_is_no_change() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50\n", "line 50  \r\n"))
    desk.leave()
    assert desk.shown() == []


def test_a_change_moves_along_with_what_is_typed_before_it() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.change("a", ("line 3", "\n\n\n"))
    assert desk.shown() == [(lines(48, 49, 50, 51, 52), lines(48, 49, 50, 51, 52, n50="LINE 50"))]


def test_the_change_that_the_cursor_is_in_is_not_shown() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.leave()
    assert desk.shown(cursor="LINE 50") == []
    assert len(desk.shown(cursor="line 70")) == 1


def test_whoever_types_in_a_change_again_has_it_no_more_until_it_is_left_again() -> None:
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.leave()
    desk.change("a", ("LINE 50", "LINE 51"))
    assert desk.shown() == []
    desk.leave()
    assert len(desk.shown()) == 1


def test_the_places_of_one_change_stay_hidden_together() -> None:
    """With several cursors every key changes all of them."""
    desk = Desk(a=TEXT)
    desk.change("a", ("line 50", "LINE 50"), ("line 90", "LINE 90"))
    desk.change("a", ("LINE 50", "LINES 50"), ("LINE 90", "LINES 90"))
    assert desk.shown() == []


def test_a_whole_file_formatted_or_a_page_pasted_is_no_recent_edit() -> None:
    desk = Desk(a=TEXT, b=TEXT, c=TEXT)
    desk.change("a", (TEXT, TEXT.replace("line", "  line")))
    desk.change("b", ("line 50", "pasted\n" * CHARACTERS))
    desk.change("c", *((f"line {n}", f"LINE {n}") for n in range(20, 20 + 8 * (EDITS + 1), 8)))
    desk.leave()
    assert desk.shown() == []


def test_what_was_changed_in_a_closed_document_is_forgotten() -> None:
    desk = Desk(a=TEXT, b=TEXT)
    desk.change("a", ("line 50", "LINE 50"))
    desk.change("b", ("line 50", "LINE 50"))
    desk.recent.closed("a")
    del desk.now["a"]
    desk.leave()
    assert len(desk.shown("b")) == 1


@given(
    st.lists(
        st.tuples(
            st.integers(0, 800), st.integers(0, 12), st.sampled_from(["", "x", "\n", "y\nz\n", "\r", "é"])
        ),
        max_size=REGIONS - 1,
    )
)
def test_with_all_changes_taken_back_the_document_is_as_it_was(changes: list[tuple[int, int, str]]) -> None:
    """The regions say where they are and what stood there, whatever was changed in which order."""
    original = "".join(f"line {number:03}\n" for number in range(90))
    recent, document = RecentEdits(), Document("a", original, "python", 0)
    for at, length, new in changes:
        start = min(at, len(document.text))
        edit = Edit(Span(start, min(start + length, len(document.text))), new)
        after = document.changed(edit.span, new, 1)
        recent.changed(document, [edit], after)
        document = after
    other = Document("b", "x", "python", 0)
    recent.changed(other, [Edit(Span(0, 0), "y")], other.changed(Span(0, 0), "y", 1))
    text = document.text
    for edit in recent.seen_from(document, None, {"a": document}):
        assume(document.text.count(edit.after) == 1)
        text = text.replace(edit.after, edit.before)
    assert [line.rstrip() for line in split_lines(text)] == [line.rstrip() for line in split_lines(original)]
