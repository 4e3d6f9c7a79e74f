"""What is found outside the excerpt stays the same while someone types inside of it."""

from math import ceil

from m2lsp.context import gather
from m2lsp.context.kept import kept
from m2lsp.context.view import View
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import Span

BEFORE = "import json\n\n" + "".join(f"def f{n}(x):\n    return x + {n}\n\n\n" for n in range(200))
AFTER = "\n\n" + "".join(f"def g{n}(x):\n    return x + {n}\n\n\n" for n in range(200))


def tokens(text: str) -> int:
    return ceil(len(text) / 4)


def typed(line: str) -> Request:
    text = BEFORE + line + AFTER
    cursor = len(BEFORE) + len(line)
    return Request(Document("file:///a.py", text, "python"), Span(cursor, cursor), Budget(600, 100))


def view(line: str) -> View:
    start = len(BEFORE) - 200
    return View(typed(line), Span(start, len(BEFORE) + len(line) + 100), None, None, tokens)


def test_typing_on_a_line_leaves_the_snippets_as_they_are() -> None:
    line = "    f3(json.dumps(g7(1)))"
    seen = {gather(typed(line[:length]), tokens).snippets for length in range(len(line) + 1)}
    assert len(seen) == 1


def test_a_source_is_asked_again_when_the_text_outside_changes() -> None:
    asked = []

    @kept
    def source(view: View, room: int, document: Document, before: str) -> Snippet | None:
        asked.append(room)
        return Snippet(SnippetKind.OUTLINE, "a.py", str(len(asked)), "a test", 1)

    assert source(view("x"), 100) == source(view("x = y"), 100)
    assert len(asked) == 1
    changed = view("x").request.document.text.replace("import json", "import toml")
    request = Request(Document("file:///a.py", changed, "python"), view("x").request.span, Budget(600, 100))
    source(View(request, view("x").excerpt, None, None, tokens), 100)
    source(view("x"), 50)
    assert len(asked) == 3


FILLER = "".join(f"NUMBER_{number} = {number}\n" for number in range(400))
HELPERS = "".join(f"def helper_{number}(): ...\n" for number in range(90))
LINES = "".join(f"    y{number} = {number}\n" for number in range(200))


def outlined(typed: str, name: str) -> str:
    """The outline, of which not all fits, while ``typed`` stands at the end of a function of that name."""
    text = f"{FILLER}{HELPERS}\n\ndef {name}():\n{LINES}    {typed}"
    request = Request(Document("file:///b.py", text, "python"), Span(len(text), len(text)), Budget(600, 100))
    (outline,) = [s for s in gather(request, tokens).snippets if s.kind is SnippetKind.OUTLINE]
    return outline.text


def test_an_outline_that_shows_all_that_is_used_stays() -> None:
    """A name more, or one less, is not worth a broken prefix while its definition is shown."""
    shown = outlined("helper_80()\n    x", "stays")
    assert "def helper_80(): ..." in shown.split("\n")
    assert outlined("helper_80() or NUMBER_1\n    x", "stays") == shown
    assert outlined("pass\n    x", "stays") == shown


def test_an_outline_changes_for_a_name_that_it_lacks_and_keeps_what_it_can() -> None:
    before = outlined("helper_70()\n    x", "changes").split("\n")
    after = outlined("helper_70(helper_60())\n    x", "changes").split("\n")
    assert "def helper_60(): ..." not in before
    assert set(after) - set(before) == {"def helper_60(): ..."}
    assert len(set(before) - set(after)) <= 2


def test_snippets_stay_while_the_excerpt_grows() -> None:
    seen = {gather(growing(count), tokens).snippets for count in range(60)}
    assert len(seen) <= 3


def growing(count: int) -> Request:
    """A document that is shown whole, with two others beside it that do not fit."""
    text = "x = 1\n" * 280 + "y" * count
    others = tuple(Document(f"file:///{n}.py", HELPERS, "python") for n in range(2))
    return Request(
        Document("file:///c.py", text, "python"),
        Span(len(text), len(text)),
        Budget(600, 100),
        open_documents=others,
    )
