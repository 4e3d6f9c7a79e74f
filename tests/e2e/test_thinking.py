"""Thinking, in every shape in which endpoints send it: never in the buffer, always in the thread."""

from collections.abc import Iterator

import pytest
from leaks import ROWS, Row, Stage, run
from lspclient import Sessions
from scripted import ScriptedBackend

from m2lsp.threads import ThreadStore


@pytest.fixture
def stage(sessions: Sessions, backend: ScriptedBackend, row: Row) -> Iterator[Stage]:
    client = sessions.start(settings={"M2LSP_PROVIDER": row.provider, "M2LSP_MODEL": "MiniMax-M2.1"})
    store = ThreadStore(sessions.home / "data" / "m2lsp" / "threads.sqlite3")
    yield Stage(client, backend, sessions.workspace, store)
    store.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.provider)
def test_no_byte_of_thinking_leaks_and_none_is_lost(row: Row, stage: Stage) -> None:
    cases = list(run(row, stage))
    assert cases
    assert [case for case in cases if case.leaked or case.lost or case.wrong] == []
