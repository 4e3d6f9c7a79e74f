"""One set of settings and what is made from it."""

import asyncio
from pathlib import Path

import pytest
from acting import Stage

from m2lsp.app.services import Services
from m2lsp.config import Config
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined


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


@pytest.mark.parametrize("name", [".env", "ignored.py", "id_rsa"])
def test_a_file_that_the_rules_name_is_declined_in_a_sentence(stage: Stage, name: str):
    (stage.folder / ".gitignore").write_text("ignored.py\n")

    async def permit(services: Services) -> None:
        services.permit(document(stage.folder / name))

    with pytest.raises(Declined, match=f"leaves {name} alone: "):
        stage.run(permit)


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
