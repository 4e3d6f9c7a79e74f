"""The process that indexes, as the server sees it: real processes, some of which die."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from m2lsp.app.index_plan import Plan, plan
from m2lsp.app.indexing import Indexing
from m2lsp.config import Config
from m2lsp.config.sections import Context
from m2lsp.index.limits import Limits

DIES = (sys.executable, "-c", "raise SystemExit(3)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "oven.py").write_text("def bake(): ...\n")
    return folder


@asynccontextmanager
async def unseen() -> AsyncIterator[Callable[[str], None]]:
    yield lambda _: None


def planned(folder: Path, **limits: int) -> Plan:
    return Plan((folder,), folder.parent / "cache", Limits(**limits))


async def names(indexing: Indexing, *asked: str) -> list[str]:
    """What is found once something is."""
    while True:
        found = indexing.symbols.named(asked) if indexing.symbols else ()
        if found:
            return [symbol.name for symbol in found]
        await asyncio.sleep(0.01)


def test_definitions_are_found_once_the_process_has_read_them(folder: Path):
    async def session() -> list[str]:
        indexing = Indexing()
        indexing.follow(planned(folder))
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(indexing.run(unseen))
            found = await names(indexing, "bake")
            running.cancel()
        assert indexing.symbols is None
        return found

    assert asyncio.run(session()) == ["bake"]


def test_a_process_that_dies_is_started_once_more_and_then_there_is_no_index(
    folder: Path, caplog: pytest.LogCaptureFixture
):
    async def session() -> None:
        indexing = Indexing(DIES)
        indexing.follow(planned(folder))
        async with asyncio.timeout(20):
            await indexing.run(unseen)
        assert indexing.symbols is None

    asyncio.run(session())
    said = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert said == [
        "the process that indexes ended (exit code 3); it is started again",
        "the process that indexes ended again (exit code 3); there is no index from now on",
    ]


def test_a_limit_that_leaves_files_out_is_named_in_the_log(folder: Path, caplog: pytest.LogCaptureFixture):
    (folder / "till.py").write_text("def sell(): ...\n")

    async def session() -> None:
        indexing = Indexing()
        indexing.follow(planned(folder, files=1))
        async with asyncio.timeout(20), asyncio.TaskGroup() as group:
            running = group.create_task(indexing.run(unseen))
            while not caplog.records or "limit" not in caplog.text:
                await asyncio.sleep(0.01)
            running.cancel()

    asyncio.run(session())
    assert "not all files of shop were indexed: the limit on files" in caplog.text


@pytest.mark.parametrize("settings", [Context(index=False), Context()])
def test_what_is_not_wanted_or_nowhere_is_not_planned(tmp_path: Path, settings: Context):
    folders = [tmp_path] if not settings.index else [tmp_path / "gone", Path.home(), Path(tmp_path.anchor)]
    assert plan(folders, tmp_path, Config(context=settings), polls=True) is None


def test_a_folder_inside_another_one_is_indexed_with_that(tmp_path: Path):
    inner = tmp_path / "inner"
    inner.mkdir()
    found = plan([inner, tmp_path], tmp_path / "cache", Config(), polls=False)
    assert found is not None
    assert (found.folders, found.poll_s) == ((tmp_path,), 0.0)
