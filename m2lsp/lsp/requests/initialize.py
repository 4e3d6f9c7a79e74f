"""initialize."""

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from m2lsp.lsp import clients, from_proto

if TYPE_CHECKING:
    from m2lsp.lsp.server import Server


async def initialize(server: "Server", params: types.InitializeParams) -> None:
    """Read who the client is and what its user set.  pygls answers with the capabilities afterwards."""
    from m2lsp.lsp.leave import leave_with
    from m2lsp.lsp.server import add_ordinary_completion

    options = _options(params.initialization_options)
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    session = server.session
    session.client = clients.read(params, options, str(getattr(encoding, "value", encoding)))
    session.folders = from_proto.folders(params)
    session.configure({name: value for name, value in options.items() if name != "extensions"})
    if _wants_ordinary(server):
        add_ordinary_completion(server)
    if params.process_id:
        session.background.start(leave_with(params.process_id))


def _options(options: Any) -> dict[str, Any]:
    """Initialization options, with or without the outer ``m2lsp``."""
    if not isinstance(options, dict):
        return {}
    inner = options.get("m2lsp", options)
    return dict(inner) if isinstance(inner, dict) else {}


def _wants_ordinary(server: "Server") -> bool:
    """By default only clients without ghost text of their own get it as an ordinary item."""
    wish = server.session.services.config.completion.ordinary
    client = server.session.client
    has_ghost = client.inline_completion or client.has("inlineCompletion")
    return wish == "always" or (wish == "auto" and not has_ghost)
