"""The thread store is calm when its file is not as it should be."""

import sqlite3
import stat
import subprocess
import sys
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from turns import URI, turn

from m2lsp.threads import ThreadStore, ThreadsUnavailable


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "threads.sqlite3"


@pytest.mark.parametrize("permission_bits", [0o077], ids=oct)
def test_nobody_else_may_read_the_conversations(path: Path, permission_bits: int):
    store = ThreadStore(path)
    store.append(URI, turn())
    files = [path.parent, *path.parent.iterdir()]
    assert path.with_name(path.name + "-wal") in files
    assert [f.name for f in files if stat.S_IMODE(f.stat().st_mode) & permission_bits] == []
    store.close()


def check_left_alone(path: Path, says: str) -> None:
    before = path.read_bytes()
    store = ThreadStore(path, busy_seconds=0.05)
    for call in (lambda: store.append(URI, turn()), lambda: store.turns(URI), store.threads):
        with pytest.raises(ThreadsUnavailable, match=says) as caught:
            call()
        assert str(path.parent) not in str(caught.value)
    store.close()
    assert path.read_bytes() == before


def made(path: Path) -> Path:
    store = ThreadStore(path)
    for number in range(50):
        store.append(URI, turn(str(number) * 2000))
    store.close()
    return path


def test_a_file_of_something_else_is_never_written_over(path: Path):
    path.parent.mkdir()
    path.write_bytes(b"my diary, " * 1000)
    check_left_alone(path, "is damaged")


def test_a_file_cut_short_is_left_alone(path: Path):
    content = made(path).read_bytes()
    path.write_bytes(content[: len(content) // 2 + 100])
    check_left_alone(path, "is damaged")


@pytest.mark.parametrize("record", ["text", b"", b"\xff", b"[]", b"{}", b'{"messages": 1}'])
def test_a_record_that_is_no_turn_is_told(path: Path, record: object):
    database = sqlite3.connect(made(path))
    database.execute("INSERT INTO turn (thread, started, ended, record) VALUES (1, 0, 0, ?)", (record,))
    database.commit()
    database.close()
    store = ThreadStore(path)
    with pytest.raises(ThreadsUnavailable, match="is damaged"):
        store.turns(URI)
    store.close()


def test_a_file_of_a_newer_m2lsp_is_left_alone(path: Path):
    database = sqlite3.connect(made(path))
    database.execute("PRAGMA user_version = 1000")
    database.close()
    check_left_alone(path, "newer m2lsp")


def test_another_programs_database_is_left_alone(path: Path):
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE moz_cookies (id INTEGER)")
    database.close()
    check_left_alone(path, "another program")


def test_a_file_that_another_program_holds_is_waited_for_and_then_told(path: Path):
    holder = sqlite3.connect(made(path), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    store = ThreadStore(path, busy_seconds=0.05)
    with pytest.raises(ThreadsUnavailable, match="Another program holds"):
        store.append(URI, turn())
    assert len(store.turns(URI)) == 50
    holder.execute("ROLLBACK")
    holder.close()
    store.append(URI, turn())
    assert len(store.turns(URI)) == 51
    store.close()


@pytest.mark.parametrize("place", ["a folder", "inside a file"])
def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, place: str):
    (tmp_path / "file").write_text("x")
    path = tmp_path if place == "a folder" else tmp_path / "file" / "threads.sqlite3"
    store = ThreadStore(path)
    with pytest.raises(ThreadsUnavailable, match="check the file and its folder"):
        store.append(URI, turn())
    store.close()


# Run apart, because root may write anywhere: there the process first becomes somebody else.
WRITES_ONE = textwrap.dedent("""
    import os, sqlite3, sys
    from pathlib import Path
    from m2lsp.core.thread import Turn
    from m2lsp.threads import ThreadStore, ThreadsUnavailable

    path = Path(sys.argv[1])
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        os.chown(path.parent, 65534, 65534)
        os.setuid(65534)
    store = ThreadStore(path)
    try:
        store.append("file:///x", Turn("ask", (), "m", "e", 0.0, 0.0))
    except ThreadsUnavailable as error:
        print(error)
    print(len(store.turns("file:///project/src/main.rs")))
    store.close()
""")


def test_a_read_only_file_is_told_and_can_still_be_read():
    with TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        path = made(Path(folder) / "threads.sqlite3")
        path.chmod(0o400)
        arguments = [sys.executable, "-c", WRITES_ONE, str(path)]
        said = subprocess.run(arguments, capture_output=True, text=True, check=True).stdout.splitlines()
    sentence = "The conversations in threads.sqlite3 can't be written: the file is read-only."
    assert said == [sentence, "50"]


def test_sqlite_is_not_imported_before_a_conversation_is_needed():
    code = "import sys, m2lsp.threads; sys.exit('sqlite3' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
