"""What is kept of what other language servers know, and when it is asked for again."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

import pytest

from m2lsp.app import neighbours
from m2lsp.app.neighbours import Neighbours, Wanted
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.neighbour import Neighbour, Relation
from m2lsp.core.text import Span

TEXT = "alpha = beta(gamma)\n\n"


def in_loop(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """The test, run in an event loop."""

    @wraps(test)
    def run(**arguments: object) -> None:
        async def whole() -> None:
            async with asyncio.timeout(20):
                await test(**arguments)

        asyncio.run(whole())

    return run


class Editor:
    """Answers with a place for each name, once ``open`` is set; its clock stands still."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.can_tell = True
        self.open = asyncio.Event()
        self.open.set()
        self.tasks: list[asyncio.Task[None]] = []
        self.now = 0.0
        self.known = Neighbours(self.answer, self.start, lambda: self.now)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def answer(self, document: Document, wanted: Sequence[Wanted]) -> tuple[Neighbour, ...] | None:
        self.asked.append([each.name for each in wanted])
        await self.open.wait()
        if not self.can_tell:
            return None
        return tuple(
            Neighbour(each.name, Relation.DEFINITION, "file:///l.py", None, 0, f"def {each.name}")
            for each in wanted
        )

    async def told(self, request: Request) -> list[str]:
        """What is known of the request's names once all questions are answered."""
        self.known.known(request)
        await asyncio.gather(*self.tasks)
        return [each.name for each in self.known.known(request)]


def request(text: str, at: int | None = None, uri: str = "file:///a.unknown") -> Request:
    place = len(text) if at is None else at
    return Request(Document(uri, text), Span(place, place), Budget(100, 10), invoked=False, hurried=True)


@in_loop
async def test_the_nearest_names_come_first_and_not_the_one_that_is_being_typed() -> None:
    editor = Editor()
    assert await editor.told(request(f"{TEXT}delt")) == ["gamma", "beta", "alpha"]


@in_loop
async def test_a_question_under_way_is_not_asked_twice() -> None:
    editor = Editor()
    editor.open.clear()
    assert editor.known.known(request(TEXT)) == ()
    await asyncio.sleep(0)
    assert editor.known.known(request(TEXT)) == ()
    editor.open.set()
    await asyncio.gather(*editor.tasks)
    assert len(editor.asked) == 1


@in_loop
async def test_only_new_names_are_asked_for_and_told_behind_the_others() -> None:
    editor = Editor()
    await editor.told(request(TEXT))
    assert await editor.told(request(f"{TEXT}delta = 1\n")) == ["gamma", "beta", "alpha", "delta"]
    assert editor.asked == [["gamma", "beta", "alpha"], ["delta"]]


@in_loop
async def test_names_that_do_not_stand_near_the_cursor_any_more_are_not_told() -> None:
    editor = Editor()
    await editor.told(request(TEXT))
    assert await editor.told(request(TEXT + "\n" * 200)) == []


@in_loop
async def test_after_some_minutes_they_are_asked_for_again() -> None:
    editor = Editor()
    await editor.told(request(TEXT))
    editor.now = neighbours.FRESH_S + 1
    await editor.told(request(TEXT))
    assert len(editor.asked) == 2


@in_loop
async def test_what_could_not_be_told_is_asked_for_again() -> None:
    editor = Editor()
    editor.can_tell = False
    assert await editor.told(request(TEXT)) == []
    editor.can_tell = True
    assert await editor.told(request(TEXT)) == ["gamma", "beta", "alpha"]


@in_loop
async def test_a_question_is_about_a_dozen_names_at_most() -> None:
    editor = Editor()
    text = "".join(f"name_{number}\n" for number in range(14))
    editor.known.known(request(text))
    await asyncio.gather(*editor.tasks)
    assert len(editor.asked[0]) == neighbours.MOST


@in_loop
async def test_who_waits_has_all_answers() -> None:
    editor = Editor()
    text = "".join(f"name_{number}\n" for number in range(14))
    found = await editor.known.waited_for(replace(request(text), hurried=False), patience_s=20)
    assert len(found) == 14


@in_loop
async def test_who_waits_does_so_no_longer_than_told() -> None:
    editor = Editor()
    editor.open.clear()
    assert await editor.known.waited_for(request(TEXT), patience_s=0.001) == ()
    editor.open.set()
    await asyncio.gather(*editor.tasks)


@in_loop
async def test_a_closed_document_is_forgotten() -> None:
    editor = Editor()
    await editor.told(request(TEXT))
    editor.known.closed("file:///a.unknown")
    assert editor.known.known(request(TEXT)) == ()
    await asyncio.gather(*editor.tasks)


@in_loop
async def test_the_documents_asked_about_last_are_kept() -> None:
    editor = Editor()
    for number in range(neighbours.DOCUMENTS + 1):
        await editor.told(request(TEXT, uri=f"file:///{number}.unknown"))
    assert editor.known.known(request(TEXT, uri="file:///1.unknown"))
    assert not editor.known.known(request(TEXT, uri="file:///0.unknown"))
    await asyncio.gather(*editor.tasks)


@pytest.mark.parametrize("text", ["", "\n", "x", "(" * 100_000, "é\u2028𝒳 = 1\r\n\ufeff"])
@in_loop
async def test_any_text_will_do(text: str) -> None:
    editor = Editor()
    for at in {0, len(text) // 2, len(text)}:
        await editor.told(request(text, at))
