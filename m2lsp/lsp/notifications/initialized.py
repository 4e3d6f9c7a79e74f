"""initialized."""

from lsprotocol import types

from m2lsp.lsp.calls import call
from m2lsp.lsp.notifications.did_change_configuration import pull, report_problems, use
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
    """Ask for the settings, and to be told of their changes."""
    if server.session.client.watches_configuration:
        await call(server, types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([WATCH]))
    use(server, await pull(server))
    report_problems(server)
