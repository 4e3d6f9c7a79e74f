"""workspace/didChangeConfiguration."""

from typing import Any

from lsprotocol import types

from m2lsp.lsp.calls import call
from m2lsp.lsp.server import Server

SECTION = "m2lsp"


async def did_change_configuration(server: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings, from the message or, where the client prefers that, by asking."""
    if not await pull(server):
        use(server, params.settings)
    report_problems(server)


async def pull(server: Server) -> bool:
    """Ask the client for our section.  Whether it gave one."""
    if not server.session.client.sends_configuration:
        return False
    asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    answer = await call(server, types.WORKSPACE_CONFIGURATION, asked)
    return isinstance(answer, list | tuple) and len(answer) == 1 and use(server, answer[0])


def use(server: Server, settings: Any) -> bool:
    """Take settings, with or without the outer ``m2lsp``.  Whether they were any."""
    inner = settings.get(SECTION, settings) if isinstance(settings, dict) else None
    if not isinstance(inner, dict) or not inner:
        return False
    if inner != server.session.editor_settings:
        server.session.configure(inner)
    return True


def report_problems(server: Server) -> None:
    """Name all wrong settings, in one warning."""
    if warning := server.session.warning:
        server.status.say("warning", warning)
