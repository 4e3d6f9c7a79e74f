"""One set of settings and what is made from it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from acting import Stage

from m2lsp.app.services import Services
from m2lsp.app.warm import warm
from m2lsp.config import Config
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined
from m2lsp.threads import ThreadsUnavailable

KEY_COMMAND = """
import socket, sys
with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as owner:
    print(owner.recv(100).decode())
"""


@dataclass(slots=True)
class Key:
    """A key command that gives its key when the test says so: until then the model is being made."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    given: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, _: asyncio.StreamReader, command: asyncio.StreamWriter) -> None:
        self.asked.set()
        await self.given.wait()
        command.write(b"a key")
        command.close()
        await command.wait_closed()


@asynccontextmanager
async def asking(stage: Stage) -> AsyncIterator[tuple[Services, Key]]:
    """Services that ask a key command, once for each model."""
    key = Key()
    async with await asyncio.start_server(key.answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        stage.settings = {"endpoint": {"api_key_command": [sys.executable, "-c", KEY_COMMAND, str(port)]}}
        services = stage.services()
        try:
            yield services, key
        finally:
            await services.close()


def document(path: Path, text: str = "SECRET = 1\n") -> Document:
    return Document(path.as_uri(), text, "python", 1, path)


def test_a_model_is_made_once_for_each_purpose(stage: Stage):
    async def made(services: Services) -> None:
        first, again = await asyncio.gather(services.model("chat"), services.model("chat"))
        assert first is again
        assert await services.model("completion") is not first

    stage.run(made)
    assert stage.backend.traffic == ()


def test_nothing_is_opened_before_it_is_used(stage: Stage):
    async def nothing(services: Services) -> None:
        services.budget("chat")

    stage.run(nothing)
    assert not stage.data.exists()


def test_settings_retire_only_when_the_last_request_is_done(tmp_path: Path):
    async def retires() -> None:
        services = Services(Config(), [], {}, data=tmp_path)
        with services.in_use():
            with services.in_use():
                retiring = asyncio.create_task(services.retire())
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert not retiring.done()
        await asyncio.wait_for(retiring, 10)

    asyncio.run(retires())


def test_unused_settings_retire_at_once_and_twice(tmp_path: Path):
    async def retires() -> None:
        services = Services(Config(), [], {}, data=tmp_path)
        await services.retire()
        await services.retire()

    asyncio.run(retires())


def test_a_request_that_came_while_retiring_is_waited_for_too(tmp_path: Path):
    async def retires() -> None:
        services = Services(Config(), [], {}, data=tmp_path)
        first, second = services.in_use(), services.in_use()
        first.__enter__()
        retiring = asyncio.create_task(services.retire())
        await asyncio.sleep(0)
        first.__exit__(None, None, None)
        second.__enter__()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not retiring.done()
        second.__exit__(None, None, None)
        await asyncio.wait_for(retiring, 10)

    asyncio.run(retires())


@pytest.mark.parametrize("end", [Services.close, Services.retire])
def test_a_model_that_was_being_made_at_the_end_is_given_to_nobody(stage: Stage, end):
    async def ends() -> None:
        async with asking(stage) as (services, key):
            first, second = (asyncio.create_task(services.model("chat")) for _ in range(2))
            await key.asked.wait()
            await end(services)
            key.given.set()
            for wanted in (first, second):
                with pytest.raises(Declined, match="m2lsp is closing"):
                    await wanted

    asyncio.run(ends())


def test_while_a_model_is_closed_no_other_is_made(stage: Stage):
    async def ends(services: Services) -> None:
        await services.model("completion")
        closing = asyncio.create_task(services.close())
        await asyncio.sleep(0)
        for purpose in ("completion", "chat"):
            with pytest.raises(Declined, match="m2lsp is closing"):
                await services.model(purpose)
        await closing

    stage.run(ends)


def test_after_the_end_the_conversations_stay_closed(stage: Stage):
    async def ends(services: Services) -> None:
        assert services.store.threads() == ()
        await services.close()
        with pytest.raises(ThreadsUnavailable, match="m2lsp is closing"):
            _ = services.store

    stage.run(ends)


def test_settings_are_not_retired_while_they_are_warmed_up(stage: Stage):
    async def retires() -> None:
        async with asking(stage) as (services, key):
            warming = asyncio.create_task(warm(document(stage.folder / "a.py"), services))
            await key.asked.wait()
            retiring = asyncio.create_task(services.retire())
            ended: list[asyncio.Task[None]] = []
            for task in (warming, retiring):
                task.add_done_callback(ended.append)
            await asyncio.sleep(0)
            assert services.store.threads() == ()
            key.given.set()
            await asyncio.gather(warming, retiring)
            assert ended == [warming, retiring]

    asyncio.run(retires())


@pytest.mark.parametrize("name", [".env", "ignored.py", "id_rsa"])
def test_a_file_that_the_rules_name_is_declined_in_a_sentence(stage: Stage, name: str):
    (stage.folder / ".gitignore").write_text("ignored.py\n")

    async def permit(services: Services) -> None:
        services.permit(document(stage.folder / name))

    with pytest.raises(Declined, match=f"leaves {name} alone: "):
        stage.run(permit)


@pytest.mark.parametrize("uri", ["untitled:.env", "git:/w/.env?ref", "vscode-remote://ssh/w/.env"])
def test_a_document_without_a_file_is_judged_by_its_uri(stage: Stage, uri: str):
    async def permit(services: Services) -> None:
        services.permit(Document("untitled:Untitled-1", "", "python", 1))
        services.permit(Document(uri, "", "python", 1))

    with pytest.raises(Declined, match=r"leaves \.env alone: "):
        stage.run(permit)


def test_other_open_documents_without_a_file_are_judged_too(stage: Stage):
    others = tuple(Document(uri, "A = 1\n", "python", 1) for uri in ("untitled:a.py", "oil:///w/.env"))
    request = stage.request("xˇ\n", open_documents=others)
    permitted = stage.run(lambda services: services.permitted(request))
    assert permitted.open_documents == others[:1]


def test_other_open_documents_are_shown_only_if_the_rules_let_them(stage: Stage):
    (stage.folder / ".gitignore").write_text("ignored.py\n")
    others = tuple(document(stage.folder / name) for name in ("shown.py", "ignored.py", ".env"))
    request = stage.request("xˇ\n", open_documents=others)
    permitted = stage.run(lambda services: services.permitted(request))
    assert permitted.open_documents == others[:1]


def test_other_open_documents_can_be_switched_off(stage: Stage):
    stage.settings = {"context": {"open_documents": False}}
    request = stage.request("xˇ\n", open_documents=(document(stage.folder / "shown.py"),))
    assert stage.run(lambda services: services.permitted(request)).open_documents == ()
