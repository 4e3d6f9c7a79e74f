"""How what other language servers know is shown."""

from collections.abc import Collection, Sequence
from math import ceil
from pathlib import Path

import pytest
from marks import parse

from m2lsp.context import gather
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.neighbour import Neighbour, Relation
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.symbol import SourceFile, Symbol

FOLDER = Path("/shop")
CODE = "import ovens\n\noven = ovens.warm(200)\nˇ\n"
LIBRARY = Path("/home/anna/lib/ovens/core.py")


class Indexed:
    """A workspace that defines one name."""

    def __init__(self, symbol: Symbol) -> None:
        self._symbol = symbol

    def version(self) -> int:
        return 0

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        return [self._symbol] if self._symbol.name in names else []

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        return []

    def defined_in(self, files: Collection[str]) -> Sequence[Symbol]:
        return []

    def in_folder(self, folder: str) -> Sequence[SourceFile]:
        return []

    def called(self, stems: Collection[str]) -> Sequence[str]:
        return []


def told(
    name: str, text: str, path: Path | None = LIBRARY, relation: Relation = Relation.DEFINITION, uri: str = ""
) -> Neighbour:
    return Neighbour(name, relation, uri or (path.as_uri() if path else ""), path, 3, text)


def shown(*given: Neighbour, budget: int = 2000, **more: object) -> list[Snippet]:
    marked = parse(CODE)
    document = Document("file:///shop/a.py", marked.text, "python", 1, FOLDER / "a.py")
    request = Request(
        document,
        marked.span,
        Budget(budget, 100),
        folders=(FOLDER,),
        neighbours=given,
        **more,  # type: ignore[arg-type]
    )
    found = gather(request, lambda text: ceil(len(text) / 4))
    assert found.tokens <= budget
    return [snippet for snippet in found.snippets if snippet.kind is SnippetKind.NEIGHBOUR]


def test_a_place_outside_of_the_workspace_is_named_by_its_last_two_parts() -> None:
    [snippet] = shown(told("warm", "def warm() -> Oven"))
    assert (snippet.path, snippet.text) == ("ovens/core.py", "def warm() -> Oven")
    assert snippet.reason == "definition of warm, by another language server"


def test_a_place_in_the_workspace_is_named_by_its_path_there() -> None:
    [snippet] = shown(told("warm", "def warm()", FOLDER / "src" / "warm.py"))
    assert snippet.path == "src/warm.py"


def test_a_place_that_is_no_file_is_named_by_its_address_without_the_query() -> None:
    [snippet] = shown(told("List", "interface List<E>", None, uri="jdt://contents/java.util/List.class?=x"))
    assert snippet.path == "java.util/List.class"


def test_what_the_excerpt_shows_is_not_told_again() -> None:
    assert shown(told("oven", "oven = ovens.warm(200)")) == []


def test_the_same_text_of_a_file_is_told_once() -> None:
    [snippet] = shown(told("warm", "class Oven"), told("oven", "class Oven", relation=Relation.TYPE))
    assert snippet.text == "class Oven"


def test_places_stand_in_the_order_in_which_they_were_told() -> None:
    other = Path("/usr/lib/bread/dough.py")
    found = shown(told("a", "def a()"), told("b", "def b()", other), told("c", "def c()"))
    assert [snippet.text for snippet in found] == ["def a()", "def b()", "def c()"]


def test_no_more_is_told_than_a_tenth_of_the_budget_holds() -> None:
    many = [told(f"n{number}", f"def n{number}(argument: int) -> str") for number in range(100)]
    found = shown(*many, budget=400)
    assert 0 < sum(snippet.tokens for snippet in found) <= 40
    assert "\n".join(snippet.text for snippet in found).startswith("def n0(argument: int) -> str\n")


INDEXED = Symbol("warm", "function", FOLDER, "warm.py", "python", 3, "def warm()")
HERE = told("warm", "def warm() -> None", FOLDER / "warm.py")
USE = told("warm", "warm(bread)", FOLDER / "warm.py", Relation.REFERENCE)


@pytest.mark.parametrize(
    ("neighbour", "hurried", "expected"),
    [
        pytest.param(HERE, True, 0, id="while one types, the index has it"),
        pytest.param(HERE, False, 1, id="for an action"),
        pytest.param(USE, True, 1, id="a use, which no index has"),
        pytest.param(told("warm", "def warm() -> Oven"), True, 1, id="another file's definition of the name"),
    ],
)
def test_what_the_index_has_is_left_to_it_while_one_types(
    neighbour: Neighbour, hurried: bool, expected: int
) -> None:
    assert len(shown(neighbour, hurried=hurried, symbols=Indexed(INDEXED))) == expected
