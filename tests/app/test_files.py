"""Documents on disk."""

import stat
from pathlib import Path

import pytest

from m2lsp.app import files
from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.errors import Declined
from m2lsp.core.text import Span

TEXTS = ["", "x", "x\n", "a\r\nb\r\n", "a\rb\n", "\ufeffx = 1\n", "é 𝄞\u2028\f\n", "\x00"]


def replaced(document: Document, text: str) -> DocumentEdit:
    return DocumentEdit(document, (Edit(Span(0, len(document.text)), text),))


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_written_is_read_again_byte_for_byte(tmp_path: Path, text: str):
    path = tmp_path / "é a.py"
    files.write(path, text)
    assert path.read_bytes() == text.encode()
    document = files.read(path)
    assert (document.text, document.path, document.uri) == (text, path, path.as_uri())


def test_a_document_has_one_name_however_its_path_is_written(tmp_path: Path):
    (tmp_path / "a.py").write_text("x")
    (tmp_path / "sub").mkdir()
    assert files.read(tmp_path / "sub" / ".." / "a.py").uri == files.read(tmp_path / "a.py").uri


def test_the_mode_stays_and_no_file_is_left_behind(tmp_path: Path):
    path = tmp_path / "run.sh"
    path.write_text("old")
    path.chmod(0o750)
    files.write(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_file_has_the_mode_of_any_new_file(tmp_path: Path):
    (tmp_path / "theirs").write_text("")
    files.write(tmp_path / "ours", "")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "theirs").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real.py").write_text("old")
    (tmp_path / "link.py").symlink_to("real.py")
    files.write(tmp_path / "link.py", "new")
    assert (tmp_path / "link.py").is_symlink()
    assert (tmp_path / "real.py").read_text() == "new"


@pytest.mark.parametrize(("content", "words"), [(b"\xff\xfe", "is not UTF-8 text"), (None, "can't be read")])
def test_what_is_no_text_file_is_declined_in_a_sentence(tmp_path: Path, content: bytes | None, words: str):
    path = tmp_path / "a"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Declined, match=words):
        files.read(path)


def test_a_folder_is_declined_in_a_sentence(tmp_path: Path):
    with pytest.raises(Declined, match=r"can't be read: Is a directory\."):
        files.read(tmp_path)


def test_a_file_that_changed_meanwhile_is_left_and_so_are_the_others(tmp_path: Path):
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_text("1")
    two.write_text("2")
    edits = {path: replaced(files.read(path), "new") for path in (one, two)}
    two.write_text("theirs")
    with pytest.raises(Declined, match="changed meanwhile, so nothing was written"):
        files.carry_out(edits)
    assert (one.read_text(), two.read_text()) == ("1", "theirs")


def test_if_one_file_cant_be_written_none_is(tmp_path: Path):
    one = tmp_path / "one"
    one.write_text("1")
    edits = {one: replaced(files.read(one), "new")}
    with pytest.raises(Declined, match="Nothing was written"):
        files.carry_out(edits, {one / "below a file": "x"})
    assert one.read_text() == "1"
    assert list(tmp_path.iterdir()) == [one]


def test_a_text_that_is_no_unicode_is_not_written(tmp_path: Path):
    with pytest.raises(Declined, match="UTF-8"):
        files.write(tmp_path / "a", "\ud800")
    assert list(tmp_path.iterdir()) == []


def test_new_files_get_their_folders(tmp_path: Path):
    files.carry_out({}, {tmp_path / "a" / "b.py": "x\n"})
    assert (tmp_path / "a" / "b.py").read_text() == "x\n"
