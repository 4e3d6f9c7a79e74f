"""The syntax of an open document is that of its newest text, however it came to be."""

import asyncio
import random

import pytest

from m2lsp import languages
from m2lsp.core.document import Document
from m2lsp.core.edit import Edit
from m2lsp.core.text import Span
from m2lsp.languages import Syntax, parsing
from m2lsp.languages.syntax import SHORT
from m2lsp.lsp.background import Background
from m2lsp.lsp.upkeep import Upkeep

PYTHON = languages.find("python", None)
CLASS = "class A(B):\n    def f(self, x):\n        return self.g(x)\n\n\n"
KEYS = ["x", " ", "(", ")", '"""', "'", "\n", "\n    ", "def g(y):", "é", "🎉", "\r\n"]


def known(syntax: Syntax) -> object:
    return str(syntax.tree.parsed.root_node), syntax.overview()


async def ready(text: str) -> Syntax:
    """The syntax once all is known of it; who waits in vain is ended by the test's time limit."""
    while True:
        found = languages.recent.find(text, PYTHON, provisional=False)
        if found and found.looked_through:
            return found
        await asyncio.sleep(0.01)


async def type_and_wait(text: str, seed: int) -> tuple[str, Syntax]:
    chance = random.Random(seed)
    background = Background()
    upkeep = Upkeep(background)
    uri = f"file:///{seed}.py"
    document = Document(uri, text, "python", 0)
    upkeep.opened(document)
    for version in range(1, 40):
        edits = []
        for _ in range(chance.choice([1, 1, 1, 3])):
            start = chance.randrange(len(document.text) + 1)
            end = min(len(document.text), start + chance.choice([0, 0, 0, 5]))
            edits.append(Edit(Span(start, end), chance.choice(KEYS)))
            document = document.changed(edits[-1].span, edits[-1].new, version)
        upkeep.changed(document, edits)
        if chance.random() < 0.3:
            await asyncio.sleep(chance.choice([0, 0.01, 0.12]))
    async with asyncio.timeout(60):
        syntax = await ready(document.text)
    upkeep.closed(uri)
    await background.close()
    return document.text, syntax


@pytest.mark.parametrize("size", [0, 1000, 2 * SHORT], ids=["empty", "short", "long"])
@pytest.mark.parametrize("seed", range(3))
def test_after_any_changes_it_is_what_parsing_afresh_gives(size: int, seed: int) -> None:
    text, syntax = asyncio.run(type_and_wait(CLASS * (size // len(CLASS)), seed))
    assert known(syntax) == known(parsing._parse(text, PYTHON))


def test_a_document_that_is_closed_is_let_go_of() -> None:
    async def session() -> None:
        background = Background()
        upkeep = Upkeep(background)
        document = Document("file:///closed.py", CLASS * (2 * SHORT // len(CLASS)), "python", 0)
        upkeep.opened(document)
        async with asyncio.timeout(60):
            await ready(document.text)
        upkeep.closed(document.uri)
        upkeep.changed(document.changed(Span(0, 0), "x", 1), [Edit(Span(0, 0), "x")])
        await background.close()
        assert not upkeep._held

    asyncio.run(session())


def test_a_document_of_an_unknown_language_is_left_alone() -> None:
    async def session() -> None:
        background = Background()
        upkeep = Upkeep(background)
        document = Document("file:///a", "words", "no such language", 0)
        upkeep.opened(document)
        edit = Edit(Span(0, 0), "more ")
        upkeep.changed(document.changed(edit.span, edit.new, 1), [edit])
        await background.close()
        assert not upkeep._held

    asyncio.run(session())


def test_a_key_in_a_short_text_costs_no_search_for_names_and_they_are_known_a_little_later() -> None:
    """Until then they are those from before the key, moved along with it."""

    async def session() -> None:
        background = Background()
        upkeep = Upkeep(background)
        document = Document("file:///short.py", CLASS * 3, "python", 0)
        upkeep.opened(document)
        first = await ready(document.text)
        edit = Edit(Span(0, 0), "def g(): ...\n\n\n")
        changed = document.changed(edit.span, edit.new, 1)
        upkeep.changed(changed, [edit])
        at_once = languages.known(changed.text, PYTHON)
        assert not at_once.looked_through
        names = [tag.name for tag in first.overview().tags]
        assert [tag.name for tag in at_once.overview_by_now().tags] == names
        later = await ready(changed.text)
        assert [tag.name for tag in later.overview().tags] == ["g", *names]
        await background.close()

    asyncio.run(session())
