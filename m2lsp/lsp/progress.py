"""Work-done progress that the user can see and cancel, where the client has it."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from lsprotocol import types

from m2lsp.lsp.calls import call
from m2lsp.lsp.server import Server


@asynccontextmanager
async def progress(
    server: Server, title: str, *, cancellable: bool = True
) -> AsyncIterator[Callable[[str], None]]:
    """Show progress round a block of work; yields what says a new line of it.

    Cancel in the client, where it is offered, cancels the block's task.
    """
    shown = await _create(server)
    if shown is None:
        yield lambda _: None
        return
    shows = server.work_done_progress
    shows.begin(shown, types.WorkDoneProgressBegin(title=title, cancellable=cancellable))
    if cancellable:
        _cancel_with(server, shown, asyncio.current_task())

    def say(line: str) -> None:
        shows.report(shown, types.WorkDoneProgressReport(message=line, cancellable=cancellable))

    try:
        yield say
    finally:
        shows.tokens.pop(shown, None)
        shows.end(shown, types.WorkDoneProgressEnd())


async def _create(server: Server) -> str | None:
    """A token that the client has accepted, or ``None`` where it shows no progress."""
    if not server.session.client.shows_progress:
        return None
    token, refused = str(uuid.uuid4()), object()
    params = types.WorkDoneProgressCreateParams(token=token)
    answer = await call(server, types.WINDOW_WORK_DONE_PROGRESS_CREATE, params, refused=refused)
    return None if answer is refused else token


def _cancel_with(server: Server, token: types.ProgressToken, task: "asyncio.Task[object] | None") -> None:
    future = server.work_done_progress.tokens.get(token)
    if future is not None and task is not None:
        future.add_done_callback(lambda f: task.cancel() if f.cancelled() else None)
