"""Which definitions of the workspace are shown, as files of the index before and snippets after."""

from pathlib import Path

import pytest
from marks import parse

from m2lsp import languages
from m2lsp.context import gather
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.snippet import SnippetKind
from m2lsp.core.text import Span
from m2lsp.index.found import Stamp, found
from m2lsp.index.joined import Joined
from m2lsp.index.store import Store
from m2lsp.languages import find

FOLDER = Path("/shop")
FILES = {
    "src/oven.py": (
        "class Oven:\n    def bake(self, loaf: str) -> Loaf: ...\n    def clean(self) -> None: ...\n"
    ),
    "src/loaf.py": "class Loaf:\n    weight: int = 500\n",
    "lib/other.py": "def never_named(): ...\n",
}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "index.sqlite", FOLDER)
    python = find("python", None)
    assert python
    store.put(found(shown, Stamp(1, 1), python, text.encode()) for shown, text in FILES.items())
    return store


def shown(store: Store, fixture: str, budget: int) -> dict[str, str]:
    marked = parse(fixture)
    document = Document("file:///shop/src/main.py", marked.text, "python", 1, FOLDER / "src/main.py")
    request = Request(document, marked.span, Budget(budget, 100), folders=(FOLDER,), symbols=store)
    context = gather(request, lambda text: -(-len(text) // 4))
    assert context.tokens <= budget
    return {s.path: s.text for s in context.snippets if s.kind is SnippetKind.DEFINITION}


def test_a_type_that_is_named_near_the_cursor_is_shown_with_its_members(store: Store):
    found = shown(store, "def main(oven: Oven):\n    oven.ˇ\n", 1000)
    assert found["src/oven.py"].split("\n") == [
        "class Oven:",
        "    def bake(self, loaf: str) -> Loaf: ...",
        "    def clean(self) -> None: ...",
    ]
    assert "lib/other.py" not in found


def test_a_file_of_the_same_path_in_another_folder_is_another_file(store: Store, tmp_path: Path):
    other = Store(tmp_path / "other.sqlite", Path("/mill"))
    python = find("python", None)
    assert python
    texts = {"src/main.py": "class Flour: ...\n", "src/oven.py": "class Oven:\n    def grind(self): ...\n"}
    other.put(found(shown, Stamp(1, 1), python, text.encode()) for shown, text in texts.items())
    marked = parse("def main(oven: Oven, flour: Flour):\n    ˇ\n")
    document = Document("file:///shop/src/main.py", marked.text, "python", 1, FOLDER / "src/main.py")
    folders = (FOLDER, Path("/mill"))
    request = Request(
        document, marked.span, Budget(1000, 100), folders=folders, symbols=Joined((store, other))
    )
    snippets = gather(request, lambda text: -(-len(text) // 4)).snippets
    shown_ = {s.path: s.text for s in snippets if s.kind is SnippetKind.DEFINITION}
    assert shown_["../mill/src/main.py"] == "class Flour: ..."
    assert "def grind(self): ..." in shown_["../mill/src/oven.py"]
    assert shown_["src/oven.py"].startswith("class Oven:\n    def bake")


def test_without_room_nothing_is_shown(store: Store):
    assert shown(store, "def main(oven: Oven):\n    oven.ˇ\n", 8) == {}


def test_members_of_a_type_that_is_not_shown_stand_below_its_name(store: Store):
    """Where the head of the type is in the excerpt already, or has no room."""
    found = shown(store, "class Oven:\n    pass\n\n\ndef main(oven: Oven):\n    oven.bake(1)\n    ˇ\n", 1000)
    assert found["src/oven.py"].startswith(("class Oven:\n    def", "Oven:\n    def"))


def test_what_other_files_of_the_folder_use_is_shown_without_being_named(store: Store):
    python = find("python", None)
    assert python
    users = {
        f"src/u{n}.py": "from lib.kneading import knead\n\n\ndef f(dough): knead(dough)\n" for n in range(5)
    }
    users["lib/kneading.py"] = "def knead(dough: bytes) -> bytes:\n    return dough\n"
    store.put(found(path, Stamp(1, 1), python, text.encode()) for path, text in users.items())
    assert (
        "def knead(dough: bytes) -> bytes:" in shown(store, "def g(dough):\n    ˇ\n", 600)["lib/kneading.py"]
    )


def test_what_this_document_defines_outside_the_excerpt_is_its_outline(store: Store):
    far = "".join(f"def far_{n}(a, b):\n    return a + b\n\n\n" for n in range(80))
    marked = parse(f"{far}def main():\n    far_3(1, 2)\n    ˇ\n")
    document = Document("file:///shop/src/main.py", marked.text, "python", 1, FOLDER / "src/main.py")
    request = Request(document, marked.span, Budget(600, 100), folders=(FOLDER,), symbols=store)
    context = gather(request, lambda text: -(-len(text) // 4))
    (outline,) = [s for s in context.snippets if s.kind is SnippetKind.OUTLINE]
    assert "def far_3(a, b):" in outline.text.split("\n")


def typed(store: Store, text: str, at: int) -> tuple[str, ...]:
    """What is shown while somebody types, which must not wait."""
    document = Document("file:///shop/src/typed.py", text, "python", 1, FOLDER / "src/typed.py")
    languages.parse(text, find("python", None))
    request = Request(
        document, Span(at, at), Budget(800, 100), folders=(FOLDER,), symbols=store, hurried=True
    )
    context = gather(request, lambda text: -(-len(text) // 4))
    return tuple(s.text for s in context.snippets if s.kind is SnippetKind.DEFINITION)


def test_the_choice_stays_while_somebody_types_and_changes_for_a_new_name_that_is_defined(store: Store):
    before, after = "def main(oven: Oven):\n    x = 1\n", "\n    return x\n"
    texts = [f"{before}    y{'y' * n}" for n in range(6)]
    seen = {typed(store, text + after, len(text)) for text in texts}
    assert len(seen) == 1
    more = f"{before}    total = never_named()\n    z"
    assert seen != {typed(store, more + after, len(more))}


def test_the_choice_changes_with_the_index(store: Store):
    text = "def main(oven: Oven):\n    oven.\n"
    before = typed(store, text, len(text) - 1)
    python = find("python", None)
    assert python
    store.put([found("src/oven.py", Stamp(2, 2), python, b"class Oven:\n    def heat(self): ...\n")])
    assert typed(store, text, len(text) - 1) != before
