"""shutdown."""

from m2lsp.lsp.server import Server


async def shutdown(server: Server, _: None) -> None:
    """Close connections, the embedded model's process and the thread store."""
    await server.session.close()
