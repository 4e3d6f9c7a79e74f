"""What was looked up is not asked again, until the index changes."""

from pathlib import Path

from m2lsp.index.found import Stamp, found
from m2lsp.index.remembered import Remembered
from m2lsp.index.store import Store
from m2lsp.languages import find

FOLDER = Path("/shop")


def put(store: Store, shown: str, text: str) -> None:
    python = find("python", None)
    assert python
    store.put([found(shown, Stamp(1, len(text)), python, text.encode())])


def test_it_says_what_the_store_says_each_time(tmp_path: Path):
    store = Store(tmp_path / "index.sqlite", FOLDER)
    put(store, "src/oven.py", "class Oven:\n    def bake(self): ...\n")
    put(store, "src/a.b.py", "x = 1\n")
    remembered = Remembered(store, 0)
    for _ in range(2):
        assert remembered.named(["Oven", "nothing"]) == store.named(["Oven"])
        assert remembered.members(["Oven"]) == store.members(["Oven"]) != []
        assert remembered.defined_in(["src/oven.py"]) == store.defined_in(["src/oven.py"])
        assert remembered.called(["oven", "a.b"]) == ["src/oven.py", "src/a.b.py"]
        assert list(remembered.in_folder("src")) == store.in_folder("src")


def test_a_change_of_the_index_is_seen_at_once(tmp_path: Path):
    file = tmp_path / "index.sqlite"
    writer = Store(file, FOLDER)
    put(writer, "a.py", "def first(): ...\n")
    remembered = Remembered(Store(file, FOLDER, readonly=True), 0)
    assert [symbol.signature for symbol in remembered.named(["first", "second"])] == ["def first(): ..."]
    put(writer, "a.py", "def second(): ...\n")
    assert [symbol.signature for symbol in remembered.named(["first", "second"])] == ["def second(): ..."]


def test_it_keeps_no_more_than_so_many_answers(tmp_path: Path):
    store = Store(tmp_path / "index.sqlite", FOLDER)
    put(store, "a.py", "def first(): ...\n")
    remembered = Remembered(store, 0)
    remembered.named([f"name_{number}" for number in range(30_000)])
    assert [symbol.name for symbol in remembered.named(["first"])] == ["first"]
