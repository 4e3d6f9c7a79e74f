"""Opening documents of ours in the editor."""

import asyncio
import os
from pathlib import Path

from m2lsp.app import transcripts
from m2lsp.lsp.routes import create
from m2lsp.lsp.session import Session
from m2lsp.lsp.show import show_thread

URI = "file:///a.py"


def test_settings_are_not_retired_while_a_transcript_is_written(tmp_path: Path):
    async def shows() -> None:
        server = create(Session({"M2LSP_DATA_DIR": str(tmp_path)}))
        services = server.session.services
        pipe = transcripts.write(URI, services).with_suffix(".part")
        os.mkfifo(pipe)  # what is written there waits for its reader
        showing = asyncio.create_task(show_thread(server, URI))
        await asyncio.sleep(0)
        retiring = asyncio.create_task(services.retire())
        await asyncio.sleep(0)
        try:
            assert services.store.turns(URI) == ()  # not closed, or it would raise
        finally:
            assert "a.py" in await asyncio.to_thread(pipe.read_text)
            await asyncio.gather(showing, retiring)

    asyncio.run(shows())
