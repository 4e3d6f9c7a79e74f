"""Several indexes and open documents, looked up as one."""

from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.symbol import Symbol
from m2lsp.index.found import Stamp, found
from m2lsp.index.joined import Joined, with_documents
from m2lsp.index.store import Store
from m2lsp.languages import find, parse

SHOP, OFFICE = Path("/shop"), Path("/office")
PYTHON = find("python", None)
assert PYTHON


def store(folder: Path, home: Path, **files: str) -> Store:
    made = Store(home / f"{folder.name}.sqlite", folder)
    made.put(found(f"{name}.py", Stamp(1, 1), PYTHON, text.encode()) for name, text in files.items())
    return made


def document(name: str, text: str, folder: Path = SHOP) -> Document:
    parse(text, PYTHON).overview()
    return Document((folder / name).as_uri(), text, "python", 1, folder / name)


def seen(symbols: list[Symbol]) -> list[tuple[str, str]]:
    return sorted((symbol.path.as_posix(), symbol.signature) for symbol in symbols)


def test_each_folder_is_looked_up(tmp_path: Path):
    one = store(SHOP, tmp_path, oven="class Oven:\n    def bake(self): ...\n")
    other = store(OFFICE, tmp_path, desk="class Oven:\n    def sit(self): ...\n")
    both = Joined((one, other))
    assert seen(both.named(["Oven"])) == [
        ("/office/desk.py", "class Oven:"),
        ("/shop/oven.py", "class Oven:"),
    ]
    assert [symbol.name for symbol in both.members(["Oven"])] == ["bake", "sit"]


def test_an_open_document_hides_what_was_saved_of_it(tmp_path: Path):
    saved = store(SHOP, tmp_path, oven="def bake(): ...\ndef gone(): ...\n", till="def sell(): ...\n")
    now = document("oven.py", "class Oven:\n    def bake(self, loaf): ...\n")
    joined = with_documents(saved, [now], [SHOP])
    assert seen(joined.named(["bake", "gone", "sell"])) == [
        ("/shop/oven.py", "def bake(self, loaf): ..."),
        ("/shop/till.py", "def sell(): ..."),
    ]
    assert [symbol.line for symbol in joined.members(["Oven"])] == [1]


def test_documents_of_other_folders_or_unknown_languages_change_nothing(tmp_path: Path):
    saved = store(SHOP, tmp_path, oven="def bake(): ...\n")
    others = [
        document("oven.py", "def bake(loaf): ...\n", OFFICE),
        Document("untitled:1", "def bake(loaf): ...\n", "python"),
        Document("file:///shop/notes.txt", "def bake(loaf): ...\n", "text", 1, SHOP / "notes.txt"),
    ]
    assert with_documents(saved, others, [SHOP]) is saved
