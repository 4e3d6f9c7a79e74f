"""The index of a folder, as files on disk come, change and go."""

import os
from pathlib import Path

import pytest

from m2lsp.index.build import bring_up_to_date, update
from m2lsp.index.crawl import Place, candidates
from m2lsp.index.limits import Limits
from m2lsp.index.rules import Rules
from m2lsp.index.store import Store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    write(folder / "src" / "oven.py", "def bake(): ...\n")
    write(folder / "src" / "deep" / "down.py", "def dig(): ...\n")
    write(folder / "till.py", "def sell(): ...\n")
    write(folder / "notes.unknown", "def no(): ...\n")
    return folder


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    return Store(tmp_path / "index.sqlite", folder)


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def place(folder: Path) -> Place:
    return Place(folder, Rules((folder,)))


def known(store: Store, folder: Path) -> list[str]:
    bring_up_to_date(store, place(folder))
    return sorted(store.stamps())


def crawled(folder: Path, *near: Path) -> list[str]:
    return [item.shown for item in candidates(place(folder), near)]


def test_every_file_of_a_known_language_is_indexed(store: Store, folder: Path):
    assert known(store, folder) == ["src/deep/down.py", "src/oven.py", "till.py"]


def test_files_near_to_what_is_open_come_first(folder: Path):
    write(folder / "app" / "main.py", "")
    assert crawled(folder) == ["till.py", "app/main.py", "src/oven.py", "src/deep/down.py"]
    assert crawled(folder, folder / "src" / "deep" / "down.py").index("src/oven.py") == 1


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("src/ignored.py", ("src/.gitignore", "ignored.py\n")),
        ("build/made.py", (".gitignore", "build/\n")),
        ("kept/ours.py", (".m2lspignore", "kept/\n")),
        (".git/hook.py", None),
        (".ssh/keys.py", None),
    ],
)
def test_what_may_not_be_read_is_not_indexed(
    store: Store, folder: Path, name: str, rule: tuple[str, str] | None
):
    if rule:
        write(folder / rule[0], rule[1])
    before = known(store, folder)
    write(folder / name, "SECRET = 1\n")
    assert known(store, folder) == before
    update(store, place(folder), [folder / name])
    assert sorted(store.stamps()) == before


def test_a_link_is_not_followed(store: Store, folder: Path, tmp_path: Path):
    write(tmp_path / "outside.py", "def outside(): ...\n")
    (folder / "linked.py").symlink_to(tmp_path / "outside.py")
    (folder / "round").symlink_to(folder)
    assert known(store, folder) == ["src/deep/down.py", "src/oven.py", "till.py"]


def test_a_changed_file_is_read_again_and_one_that_is_gone_forgotten(store: Store, folder: Path):
    known(store, folder)
    write(folder / "till.py", "def count(): ...\n")
    os.utime(folder / "till.py", ns=(1, 1))
    (folder / "src" / "oven.py").unlink()
    assert known(store, folder) == ["src/deep/down.py", "till.py"]
    assert [symbol.name for symbol in store.named(["count", "sell", "bake"])] == ["count"]


def test_single_files_are_looked_at_anew_when_they_are_named(store: Store, folder: Path):
    known(store, folder)
    write(folder / "new.py", "def fresh(): ...\n")
    (folder / "till.py").unlink()
    update(store, place(folder), [folder / "new.py", folder / "till.py"])
    assert sorted(symbol.name for symbol in store.named(["fresh", "sell"])) == ["fresh"]


def test_a_file_with_a_name_or_a_text_that_is_no_unicode_does_no_harm(store: Store, folder: Path):
    (folder / "latin.py").write_bytes("def caf\u00e9(): ...\ndef tea(): ...\n".encode("latin-1"))
    assert "latin.py" in known(store, folder)
    assert [symbol.name for symbol in store.named(["tea"])] == ["tea"]


@pytest.mark.parametrize(
    ("limits", "cut", "files"),
    [
        (Limits(files=1), "files", 1),
        (Limits(seconds=0), "time", 0),
        (Limits(mib=1), "memory", 0),
        (Limits(file_bytes=3), "", 0),
        (Limits(), "", 3),
    ],
)
def test_a_limit_ends_the_crawl_and_is_named(
    store: Store, folder: Path, limits: Limits, cut: str, files: int
):
    crawled = bring_up_to_date(store, Place(folder, Rules((folder,)), limits))
    assert (crawled.cut, crawled.files, len(store.stamps())) == (cut, files, files)


def test_what_was_left_out_comes_the_next_time(store: Store, folder: Path):
    bring_up_to_date(store, Place(folder, Rules((folder,)), Limits(seconds=0)))
    assert len(known(store, folder)) == 3


def test_what_an_open_file_imports_is_read_before_all_that_is_further_away(store: Store, folder: Path):
    for number in range(120):
        write(folder / "many" / f"m{number}.py", "")
    write(folder / "zoo" / "lion.py", "def roar(): ...\n")
    main = folder / "main.py"
    write(main, "from zoo.lion import roar\n")
    read: list[list[str]] = []
    bring_up_to_date(store, place(folder), [main], lambda _, __: read.append(sorted(store.stamps())))
    assert read[0] == ["main.py"]
    assert "zoo/lion.py" in read[1]
    assert len(read[1]) < len(read[-1])


def test_a_folder_that_came_is_gone_through_and_one_that_went_is_forgotten(store: Store, folder: Path):
    known(store, folder)
    (folder / "src").rename(folder / "lib")
    update(store, place(folder), [folder / "src", folder / "lib"])
    assert sorted(store.stamps()) == ["lib/deep/down.py", "lib/oven.py", "till.py"]


def test_what_a_program_packed_into_long_lines_defines_nothing(store: Store, folder: Path):
    write(folder / "packed.py", "def f(): return 1; " * 1000)
    write(folder / "data.py", "def g(): ...\0")
    assert {"packed.py", "data.py"} <= set(known(store, folder))
    assert store.named(["f", "g"]) == []
