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
    def source(view: View, room: int) -> Snippet | None:
        asked.append(room)
        return Snippet(SnippetKind.OUTLINE, "a.py", str(len(asked)), "a test", 1)

    assert source(view("x"), 100) == source(view("x = y"), 100)
    assert len(asked) == 1
    changed = view("x").request.document.text.replace("import json", "import toml")
    request = Request(Document("file:///a.py", changed, "python"), view("x").request.span, Budget(600, 100))
    source(View(request, view("x").excerpt, None, None, tokens), 100)
    source(view("x"), 50)
    assert len(asked) == 3
