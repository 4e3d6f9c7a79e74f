"""The index on disk, as files of definitions put in and looked up."""

from pathlib import Path

import pytest

from m2lsp.index.found import Found, Stamp, found
from m2lsp.index.store import MOST_OF_A_NAME, Store, store_file
from m2lsp.languages import find

FOLDER = Path("/shop")
OVEN = b'''\
class Oven:
    """Bakes."""
    def bake(self, loaf: str) -> str:
        def crust(): ...
        return crust()

def sell() -> int: ...
'''


def file(shown: str, text: bytes, time: int = 1) -> Found:
    language = find("", Path(shown))
    assert language
    return found(shown, Stamp(time, len(text)), language, text)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "index.sqlite", FOLDER)


def names(store: Store, *asked: str) -> list[tuple[str, str]]:
    return sorted((symbol.name, symbol.shown) for symbol in store.named(asked))


def test_a_definition_is_found_by_its_name_with_all_that_is_known_of_it(store: Store):
    store.put([file("src/oven.py", OVEN)])
    (symbol,) = store.named(["bake", "nothing"])
    assert symbol.path == FOLDER / "src" / "oven.py"
    assert (symbol.kind, symbol.language, symbol.line, symbol.depth) == ("method", "python", 2, 1)
    assert (symbol.container, symbol.signature) == ("Oven", "def bake(self, loaf: str) -> str:")
    assert store.named(["Oven"])[0].doc == "Bakes."


def test_what_is_local_to_a_function_is_not_kept(store: Store):
    store.put([file("oven.py", OVEN)])
    assert names(store, "crust", "sell") == [("sell", "oven.py")]


def test_the_members_of_a_type_are_found_by_its_name(store: Store):
    store.put([file("oven.py", OVEN)])
    assert [symbol.name for symbol in store.members(["Oven", "Shop"])] == ["bake"]


def test_a_file_that_is_put_again_replaces_what_was_known_of_it(store: Store):
    store.put([file("oven.py", OVEN), file("shop.py", b"def open_shop(): ...\n")])
    store.put([file("oven.py", b"def clean(): ...\n", time=2)])
    assert names(store, "sell", "clean", "open_shop") == [("clean", "oven.py"), ("open_shop", "shop.py")]
    assert store.stamps()["oven.py"].modified == 2


def test_a_file_that_is_forgotten_takes_its_definitions_along(store: Store):
    store.put([file("oven.py", OVEN)])
    store.forget(["oven.py", "never.py"])
    assert names(store, "sell") == []
    assert store.stamps() == {}


def test_a_name_that_is_defined_everywhere_is_left_out(store: Store):
    store.put([file(f"{n}.py", b"def run(): ...\n") for n in range(MOST_OF_A_NAME)])
    assert len(store.named(["run"])) == MOST_OF_A_NAME
    store.put([file("more.py", b"def run(): ...\n")])
    assert store.named(["run"]) == []


def test_a_second_store_sees_what_the_first_one_wrote_and_needs_no_turn_of_its_own(
    store: Store, tmp_path: Path
):
    reader = Store(tmp_path / "index.sqlite", FOLDER, readonly=True)
    store.put([file("oven.py", OVEN)])
    assert names(reader, "sell") == [("sell", "oven.py")]
    reader.close()


def test_a_file_that_is_no_index_is_begun_anew(tmp_path: Path):
    damaged = tmp_path / "index.sqlite"
    damaged.write_bytes(b"SQLite format 3\0" + b"damaged" * 1000)
    store = Store(damaged, FOLDER)
    store.put([file("oven.py", OVEN)])
    assert names(store, "sell") == [("sell", "oven.py")]


def test_each_folder_has_a_file_of_its_own(tmp_path: Path):
    assert store_file(Path("/a"), tmp_path) != store_file(Path("/b"), tmp_path)
    assert store_file(Path("/a"), tmp_path) == store_file(Path("/a"), tmp_path)
