"""initialized."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

from lsprotocol import types

from m2lsp.lsp import watching
from m2lsp.lsp.calls import call
from m2lsp.lsp.clients import Client
from m2lsp.lsp.notifications.did_change_configuration import pull, report_problems, use
from m2lsp.lsp.progress import progress
from m2lsp.lsp.server import Server

WATCH = types.Registration(
    "m2lsp.configuration", types.WORKSPACE_DID_CHANGE_CONFIGURATION, {"section": "m2lsp"}
)


async def initialized(server: Server, _: types.InitializedParams) -> None:
    """Now the client may be asked things.

    In the background: pygls prints a traceback if this handler still waits when the client is gone.
    """
    server.session.background.start(_introduce(server))


async def _introduce(server: Server) -> None:
    """Ask for the settings and to be told of changes, then index the workspace."""
    if wishes := await asyncio.to_thread(_wishes, server.session.client):
        await call(server, types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(wishes))
    use(server, await pull(server))
    report_problems(server)
    server.session.begin_indexing(partial(_shown, server))


def _wishes(client: Client) -> list[types.Registration]:
    """What the client is asked to tell of, as far as it can."""
    settings = [WATCH] if client.watches_configuration else []
    return [*settings, *([watching.registration()] if client.watches_files else [])]


@asynccontextmanager
async def _shown(server: Server) -> AsyncIterator[Callable[[str], None]]:
    """Shows the user that the workspace is being indexed."""
    with server.status.busy("the workspace is being indexed"):
        async with progress(server, "m2lsp: indexing the workspace", cancellable=False) as say:
            yield say
