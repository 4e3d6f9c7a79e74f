"""Which definitions of the workspace are shown, as files of the index before and snippets after."""

from pathlib import Path

import pytest
from marks import parse

from m2lsp.context import gather
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.snippet import SnippetKind
from m2lsp.index.found import Stamp, found
from m2lsp.index.store import Store
from m2lsp.languages import find

FOLDER = Path("/shop")
FILES = {
    "src/oven.py": (
        "class Oven:\n    def bake(self, loaf: str) -> Loaf: ...\n    def clean(self) -> None: ...\n"
    ),
    "src/loaf.py": "class Loaf:\n    weight: int = 500\n",
    "src/other.py": "def never_named(): ...\n",
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
        "    def bake(self, loaf: str) -> Loaf:",
        "    def clean(self) -> None:",
    ]
    assert "src/other.py" not in found


def test_without_room_nothing_is_shown(store: Store):
    assert shown(store, "def main(oven: Oven):\n    oven.ˇ\n", 20) == {}
