"""Places on the command line."""

import argparse
from pathlib import Path

import pytest
from marks import mark

from m2lsp.cli.places import Place, cursor, place
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined

READ = {
    "a.py:3": Place(Path("a.py"), 3),
    "a.py:3:5": Place(Path("a.py"), 3, 5),
    "a.py:3-7": Place(Path("a.py"), 3, None, 7),
    "a.py:3:5-7:9": Place(Path("a.py"), 3, 5, 7, 9),
    "a.py:3-7:9": Place(Path("a.py"), 3, None, 7, 9),
    r"C:\dir\a.py:3:5": Place(Path(r"C:\dir\a.py"), 3, 5),
    r"C:\dir\a.py:3-4": Place(Path(r"C:\dir\a.py"), 3, None, 4),
    "C:/dir/a.py:3": Place(Path("C:/dir/a.py"), 3),
    "C:a.py:3": Place(Path("C:a.py"), 3),
    r"\\host\share\a.py:1:1": Place(Path(r"\\host\share\a.py"), 1, 1),
    "a:1:2:3": Place(Path("a:1"), 2, 3),
    "a-1.py:3": Place(Path("a-1.py"), 3),
    "a:b c é.py:3": Place(Path("a:b c é.py"), 3),
    "1:2": Place(Path("1"), 2),
}
TEXT = "ab\r\ncd\n"


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_a_place_is_read(text: str, wanted: Place):
    assert place(text) == wanted


@pytest.mark.parametrize(
    "text", ["", "a.py", ":3", "a.py:", "a.py:x", "a.py:3:", "a.py:3-", r"C:\a.py", "a.py:-3"]
)
def test_what_is_no_place_is_wrong_usage(text: str):
    with pytest.raises(argparse.ArgumentTypeError):
        place(text)


@pytest.mark.parametrize("text", ["a.py:3", "a.py:3-4", "a.py:3:1-4"])
def test_a_cursor_is_a_line_and_a_column(text: str):
    assert cursor("a.py:3:1") == Place(Path("a.py"), 3, 1)
    with pytest.raises(argparse.ArgumentTypeError):
        cursor(text)


@pytest.mark.parametrize(
    ("where", "marked"),
    [
        ("1", "ˇab\r\ncd\n"),
        ("1:3", "abˇ\r\ncd\n"),
        ("2:2", "ab\r\ncˇd\n"),
        ("3", "ab\r\ncd\nˇ"),
        ("1-2", "«ab\r\ncd»\n"),
        ("1:2-2:2", "a«b\r\nc»d\n"),
        ("1-1", "«ab»\r\ncd\n"),
    ],
)
def test_lines_and_columns_count_from_one_in_characters(where: str, marked: str):
    span = place(f"a.py:{where}").span(Document("file:///a.py", TEXT))
    assert mark(TEXT, [span]) == marked


@pytest.mark.parametrize("where", ["0", "4", "1:0", "1:4", "2-1", "1:3-1:2", "1-9", "9" * 400])
def test_a_place_that_there_is_not_is_declined_in_a_sentence(where: str):
    with pytest.raises(Declined, match=r"^a\.py.*\.$"):
        place(f"a.py:{where}").span(Document("file:///a.py", TEXT))


def test_characters_beyond_ascii_are_one_column_each():
    assert place("a.py:1:3").span(Document("file:///a.py", "𝄞é = 1")).start == 2


def test_an_empty_file_has_one_place():
    assert place("a.py:1:1").span(Document("file:///a.py", "")).empty
