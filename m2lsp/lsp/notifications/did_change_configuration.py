"""workspace/didChangeConfiguration."""

from typing import Any

from lsprotocol import types

from m2lsp.lsp.calls import call
from m2lsp.lsp.server import Server

SECTION = "m2lsp"


async def did_change_configuration(server: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings, from the message or, where the client prefers that, by asking."""
    pulled = await pull(server)
    use(server, pulled or params.settings or pulled)  # an empty answer counts where nothing was pushed
    report_problems(server)


async def pull(server: Server) -> Any:
    """Our section, asked of the client; ``None`` where it gives none."""
    if not server.session.client.sends_configuration:
        return None
    asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    answer = await call(server, types.WORKSPACE_CONFIGURATION, asked)
    return answer[0] if isinstance(answer, list | tuple) and len(answer) == 1 else None


def use(server: Server, settings: Any) -> None:
    """Take settings, with or without the outer ``m2lsp``; an empty table takes back those that were there."""
    inner = settings.get(SECTION, settings) if isinstance(settings, dict) else None
    if isinstance(inner, dict) and inner != server.session.editor_settings:
        server.session.configure(inner)


def report_problems(server: Server) -> None:
    """Name all wrong settings, in one warning; or say whether there will be ghost text."""
    server.status.ready()
