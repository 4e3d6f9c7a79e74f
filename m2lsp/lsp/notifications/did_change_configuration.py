"""workspace/didChangeConfiguration."""

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from m2lsp.lsp.calls import call

if TYPE_CHECKING:
    from m2lsp.lsp.server import Server

SECTION = "m2lsp"


async def did_change_configuration(server: "Server", params: types.DidChangeConfigurationParams) -> None:
    """Take new settings, from the message or, where the client prefers that, by asking."""
    if not await pull(server):
        settings = params.settings if isinstance(params.settings, dict) else {}
        await _use(server, settings)
    report_problems(server)


async def pull(server: "Server") -> bool:
    """Ask the client for our section.  Whether it had one."""
    if not server.session.client.sends_configuration:
        return False
    asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    answer = await call(server, types.WORKSPACE_CONFIGURATION, asked)
    settings = answer[0] if isinstance(answer, list) and answer else None
    if not isinstance(settings, dict) or not settings:
        return False
    await _use(server, settings)
    return True


def report_problems(server: "Server") -> None:
    """Name all wrong settings, in one warning."""
    if warning := server.session.warning:
        server.status.say("warning", warning)


async def _use(server: "Server", settings: dict[str, Any]) -> None:
    """Settings over those of ``initialize``; what was made from the old ones is closed."""
    merged = {**server.session.editor_settings, **settings.get(SECTION, settings)}
    if merged == server.session.editor_settings:
        return
    await server.session.configure(merged).close()
