"""Open a document of ours in the editor, as far as the editor lets us."""

import asyncio
from pathlib import Path

from lsprotocol import types
from pygls.uris import from_fs_path

from m2lsp.core.feature import Answer
from m2lsp.lsp.calls import call, field
from m2lsp.lsp.server import Server


async def show_answer(server: Server, uri: str, answer: Answer) -> None:
    """The thread that ends in the answer; the answer alone where no threads are kept."""
    from m2lsp.app import transcripts

    services = server.session.services
    if services.config.threads.enabled:
        await show_thread(server, uri)
    else:
        await show_file(server, await asyncio.to_thread(transcripts.write_answer, uri, answer.text, services))


async def show_thread(server: Server, uri: str) -> None:
    """The transcript of the document's thread, as a Markdown file."""
    from m2lsp.app import transcripts

    services = server.session.services
    with services.in_use():
        path, line = await asyncio.to_thread(transcripts.newest, uri, services)
    await show_file(server, path, line)


async def show_file(server: Server, path: Path, line: int = 0) -> None:
    """Open the file at a line (from 0); where the client can't, say where the file lies."""
    if server.session.client.shows_documents:
        start = types.Position(line, 0)
        uri = from_fs_path(str(path)) or path.as_uri()
        target = types.ShowDocumentParams(uri, take_focus=True, selection=types.Range(start, start))
        if field(await call(server, types.WINDOW_SHOW_DOCUMENT, target), "success"):
            return
    server.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"See {path}"))
