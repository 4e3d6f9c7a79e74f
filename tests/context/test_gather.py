"""What the model is to see, as documents: the fixture before, the parts of the context after."""

from math import ceil
from pathlib import Path

import pytest
from marks import mark, parse

from m2lsp.context import gather
from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Diagnostic, Request, Severity
from m2lsp.core.snippet import SnippetKind
from m2lsp.core.text import Span

FOLDER = Path("/shop")


def tokens(text: str) -> int:
    return ceil(len(text) / 4)


def document(text: str, name: str = "src/bakery.py", language_id: str = "python") -> Document:
    return Document(f"file:///shop/{name}", text, language_id, 1, FOLDER / name)


def ask(fixture: str, budget: int, *, language_id: str = "python", **more: object) -> Context:
    """Gather for a fixture with one mark, and hold what holds for any request."""
    marked = parse(fixture)
    about = document(marked.text, language_id=language_id)
    request = Request(about, marked.span, Budget(budget, 100), folders=(FOLDER,), **more)  # type: ignore[arg-type]
    found = gather(request, tokens)
    assert found.excerpt.contains(found.focus)
    assert found.tokens == tokens(found.excerpt.of(marked.text)) + sum(s.tokens for s in found.snippets)
    assert found.tokens <= max(budget, tokens(found.selection))
    assert all(snippet.tokens == tokens(snippet.text) for snippet in found.snippets)
    return found


def shown(context: Context) -> str:
    """The excerpt with the focus marked in it."""
    start = context.excerpt.start
    focus = Span(context.focus.start - start, context.focus.end - start)
    return mark(context.excerpt.of(context.document.text), [focus])


def snippet(context: Context, kind: SnippetKind) -> str | None:
    found = [snippet.text for snippet in context.snippets if snippet.kind is kind]
    assert len(found) <= 1
    return found[0] if found else None


BAKERY = """\
import json
from decimal import (
    Decimal,
)

PRICE = Decimal(3)


class Oven:
    heat: int = 200

    def bake(self, loaf: str, *, minutes: int = 35) -> str:
        def crust(colour: str) -> str:
            return colour
        return crust(loaf)

    def clean(self) -> None:
        print("clean")


def sell(loaf: str) -> Decimal:
    receipt = json.dumps(loaf)
    ˇ
    return PRICE


def count(loaves: list[str]) -> int:
    return len(loaves)


def close() -> None:
    print("closed")
"""


def test_a_document_that_fits_is_shown_whole_and_not_outlined() -> None:
    context = ask(BAKERY, 2000)
    assert shown(context) == BAKERY
    assert context.snippets == ()


def test_a_longer_document_is_a_window_of_whole_lines_with_the_rest_in_outline() -> None:
    context = ask(BAKERY, 80)
    assert shown(context) == (
        "def sell(loaf: str) -> Decimal:\n    receipt = json.dumps(loaf)\n    ˇ\n    return PRICE\n\n\n"
    )
    assert snippet(context, SnippetKind.IMPORTS) == "import json"
    assert snippet(context, SnippetKind.OUTLINE) == (
        "PRICE = Decimal(3)\nclass Oven:\ndef count(loaves: list[str]) -> int:"
    )


def test_an_outline_nests_and_leaves_out_what_is_local_to_a_function() -> None:
    context = ask("# Much said.\n" * 40 + BAKERY.replace("ˇ", "") + "# More said.\n" * 40 + "ˇ", 300)
    assert snippet(context, SnippetKind.OUTLINE) == (
        "PRICE = Decimal(3)\n"
        "class Oven:\n"
        "    heat: int = 200\n"
        "    def bake(self, loaf: str, *, minutes: int = 35) -> str:\n"
        "    def clean(self) -> None:\n"
        "def sell(loaf: str) -> Decimal:\n"
        "def count(loaves: list[str]) -> int:\n"
        "def close() -> None:"
    )


def test_imports_that_the_excerpt_uses_come_first_where_not_all_fit() -> None:
    unused = "".join(f"import module_{number}\n" for number in range(40))
    context = ask(unused + BAKERY, 200)
    assert snippet(context, SnippetKind.IMPORTS) == (
        "import module_0\nimport module_1\nimport json\nfrom decimal import (\n    Decimal,\n)"
    )


def test_definitions_that_the_excerpt_uses_come_first_where_not_all_fit() -> None:
    unused = "".join(f"NUMBER_{number} = {number}\n" for number in range(40))
    context = ask(unused + BAKERY, 110)
    outline = snippet(context, SnippetKind.OUTLINE)
    assert outline is not None and "PRICE = Decimal(3)" in outline.split("\n")


def test_a_selection_is_whole_in_the_excerpt() -> None:
    context = ask(BAKERY.replace("    ˇ\n    return PRICE", "«    tax = 1\n    return PRICE»"), 110)
    assert context.selection == "    tax = 1\n    return PRICE"


def test_a_selection_longer_than_the_budget_is_all_there_is() -> None:
    context = ask("x = 1\n«" + "y = 2\n" * 100 + "»z = 3\n", 20)
    assert context.excerpt == context.focus
    assert context.snippets == ()
    assert context.tokens > 20


def test_diagnostics_are_shown_for_what_the_user_asked_for() -> None:
    at = BAKERY.replace("ˇ", "").index("receipt")
    found = Diagnostic(Span(at, at + 7), "Name is\n  not used", Severity.WARNING, "ruff", "F841")
    expected = "line 22 `receipt = json.dumps(loaf)`: warning (ruff F841): Name is not used"
    assert snippet(ask(BAKERY, 2000, diagnostics=(found,)), SnippetKind.DIAGNOSTICS) == expected
    assert snippet(ask(BAKERY, 2000, diagnostics=(found,), invoked=False), SnippetKind.DIAGNOSTICS) is None


def test_diagnostics_outside_the_excerpt_are_left_out() -> None:
    first = Diagnostic(Span(0, 6), "far away")
    assert snippet(ask(BAKERY, 110, diagnostics=(first,)), SnippetKind.DIAGNOSTICS) is None


def test_errors_come_before_warnings_where_not_all_diagnostics_fit() -> None:
    at = BAKERY.index("receipt")
    warnings = [Diagnostic(Span(at, at + 1), f"warning {n}", Severity.WARNING) for n in range(20)]
    error = Diagnostic(Span(at + 8, at + 9), "the error")
    text = snippet(ask(BAKERY, 300, diagnostics=(*warnings, error)), SnippetKind.DIAGNOSTICS)
    assert text is not None and "the error" in text


def test_other_open_documents_of_the_language_are_outlined() -> None:
    others = (
        document("def weigh(loaf: str) -> int:\n    return 1\n", "src/scales.py"),
        document("fn main() {}\n", "src/main.rs", "rust"),
        document(BAKERY.replace("ˇ", "")),
    )
    (found,) = ask(BAKERY, 2000, open_documents=others).snippets
    assert (found.kind, found.path) == (SnippetKind.OPEN_DOCUMENT, "src/scales.py")
    assert found.text == "def weigh(loaf: str) -> int:"


def test_what_changes_least_comes_first() -> None:
    at = 80 * len("# Much said.\n") + BAKERY.index("receipt")
    others = (document("def weigh() -> int:\n    return 1\n", "src/scales.py"),)
    context = ask(
        "# Much said.\n" * 80 + BAKERY,
        180,
        open_documents=others,
        diagnostics=(Diagnostic(Span(at, at), "x"),),
    )
    assert [snippet.kind for snippet in context.snippets] == [
        SnippetKind.OPEN_DOCUMENT,
        SnippetKind.IMPORTS,
        SnippetKind.OUTLINE,
        SnippetKind.DIAGNOSTICS,
    ]


def test_a_path_outside_the_workspace_is_only_a_name() -> None:
    elsewhere = Document("file:///tmp/x.py", "def f(): ...\n", "python", None, Path("/elsewhere/x.py"))
    untitled = Document("untitled:Untitled-1", "def g(): ...\n", "python")
    context = ask(BAKERY, 2000, open_documents=(elsewhere, untitled))
    assert [snippet.path for snippet in context.snippets] == ["x.py", "untitled:Untitled-1"]


@pytest.mark.parametrize("language_id", ["python", "rust", "cobol"])
@pytest.mark.parametrize("budget", [0, 1, 40, 4000])
@pytest.mark.parametrize(
    "fixture",
    [
        "ˇ",
        "x = 1ˇ",
        "«x»",
        "x = 1\r\ny = 2\r\n\r\nˇ\r\nz = 3\r\n",
        "ˇ" + "a = 'é🎉'\r\n" * 300,
        "a = 'é🎉'\r" * 300 + "ˇ",
        "x" * 500_000 + "ˇ" + "y" * 500_000,
        "(" * 9_000 + "ˇ",
        "\ud800ˇ\0",
        "def f(:\n" * 200 + "    ˇ\n" + "class A(\n" * 200,
    ],
    ids=["empty", "end", "selection", "crlf", "start", "cr", "one line", "brackets", "odd", "broken"],
)
def test_any_text_gives_a_context_within_the_budget(fixture: str, budget: int, language_id: str) -> None:
    marked = parse(fixture)
    context = ask(fixture, budget, language_id=language_id)
    assert context.prefix == marked.text[context.excerpt.start : marked.span.start]
