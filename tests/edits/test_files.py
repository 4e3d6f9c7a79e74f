"""A reply about several files: all of it, or nothing."""

import pytest

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.edits import Block, FileEdits, Reason, Whole, apply_blocks, edit_document, edit_files

FILES = {
    "src/a.py": Document("file:///src/a.py", "a = 1\n"),
    "b.py": Document("file:///b.py", "b = 1\nc = 1\n"),
}


def edited(*changes: Block | Whole, default: str = "") -> FileEdits | Drop:
    return edit_files(changes, FILES.get, default)


def test_every_file_named_is_edited():
    got = edited(
        Block("a = 1\n", "a = 2\n", "./src/a.py"),
        Block("b = 1\n", "b = 2\n", "b.py"),
        Block("c = 1\n", "c = 2\n", "b.py"),
    )
    assert isinstance(got, FileEdits)
    assert {one.document.uri: one.after for one in got.edits} == {
        "file:///src/a.py": "a = 2\n",
        "file:///b.py": "b = 2\nc = 2\n",
    }


def test_one_block_that_fails_stops_all_and_is_named():
    got = edited(Block("a = 1\n", "a = 2\n", "src/a.py"), Block("no = 1\n", "", "b.py"))
    assert isinstance(got, Drop)
    assert got.reason == Reason.NOT_FOUND
    assert got.detail.startswith("b.py: ")


def test_windows_slashes_name_the_same_file():
    got = edited(Block("a = 1\n", "a = 2\n", "src\\a.py"))
    assert isinstance(got, FileEdits)
    assert got.edits[0].document is FILES["src/a.py"]


def test_a_change_without_a_name_is_about_the_file_asked_about():
    got = edited(Whole("b = 9\nc = 1\n"), default="b.py")
    assert isinstance(got, FileEdits)
    assert got.edits[0].after == "b = 9\nc = 1\n"


def test_a_file_that_is_not_there_is_created_from_its_whole_text():
    assert edited(Whole("x\n", "new/x.py")) == FileEdits((), (Whole("x\n", "new/x.py"),))
    assert edited(Block("", "x\n", "y.py")) == FileEdits((), (Whole("x\n", "y.py"),))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Whole("x\n", "../x.py"), Reason.PATH),
        (Whole("x\n", "/etc/x"), Reason.PATH),
        (Whole("x\n", "C:\\x.py"), Reason.PATH),
        (Whole("x\n"), Reason.UNKNOWN_FILE),
        (Block("a\n", "b\n", "gone.py"), Reason.UNKNOWN_FILE),
    ],
)
def test_a_file_that_may_not_be_made_is_refused(change: Block | Whole, reason: Reason):
    got = edited(change)
    assert isinstance(got, Drop)
    assert got.reason == reason


def test_blocks_quote_the_text_as_it_is_now():
    text = "a = 1\nb = 1\n"
    assert apply_blocks(text, (Block("b = 1\n", "a = 1\n"), Block("a = 1\n", "c = 1\n"))) == "c = 1\na = 1\n"


def test_a_block_may_quote_what_the_one_before_brought():
    text = "a = 1\n"
    assert (
        apply_blocks(text, (Block("a = 1\n", "a = 2\nb = 2\n"), Block("b = 2\n", "b = 3\n")))
        == "a = 2\nb = 3\n"
    )


def test_blocks_that_change_the_same_lines_are_refused():
    got = apply_blocks("a\nb\nc\n", (Block("a\nb\n", "x\n"), Block("b\nc\n", "y\n")))
    assert isinstance(got, Drop)
    assert got.reason == Reason.OVERLAP
    assert "line 2" in got.detail


def test_the_block_that_fails_is_counted():
    got = apply_blocks("a\nb\n", (Block("a\n", "x\n"), Block("zzz\n", "y\n")))
    assert isinstance(got, Drop)
    assert got.detail.startswith("Block 2: ")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("a\r\nb\r\n", "a\nc\n", "a\r\nc\r\n"),
        ("a\nb", "a\nc\n", "a\nc"),
        ("\ufeffa\n", "b\n", "\ufeffb\n"),
    ],
)
def test_a_whole_file_keeps_line_ends_mark_and_end(before: str, new: str, after: str):
    got = edit_document(Document("file:///a.txt", before), (Whole(new),))
    assert not isinstance(got, Drop)
    assert got.after == after


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ((Whole("\n"),), Reason.EMPTY),
        ((Whole("a\nb\n"),), Reason.UNCHANGED),
        ((Whole("x\n// ... rest of the file ...\n"),), Reason.PLACEHOLDER),
        ((Whole("x\n"), Block("a\n", "b\n")), Reason.MALFORMED),
        ((), Reason.UNCHANGED),
    ],
)
def test_a_whole_file_that_says_nothing_new_is_refused(changes: tuple[Block | Whole, ...], reason: Reason):
    got = edit_document(Document("file:///a.txt", "a\nb\n"), changes)
    assert isinstance(got, Drop)
    assert got.reason == reason


def test_a_whole_file_without_its_last_line_end_gets_it_back():
    got = edit_document(Document("file:///a.txt", "a\nb\n"), (Whole("a\nc"),))
    assert not isinstance(got, Drop)
    assert got.after == "a\nc\n"
