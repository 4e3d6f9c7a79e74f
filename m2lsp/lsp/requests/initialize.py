"""initialize."""

import asyncio
import gc
import logging
import sys
from typing import Any

from lsprotocol import types
from pygls.capabilities import ServerCapabilitiesBuilder

from m2lsp import __version__
from m2lsp.lsp import clients, from_proto
from m2lsp.lsp.leave import is_here, leave_with
from m2lsp.lsp.server import Server

log = logging.getLogger(__name__)

USUAL = (700, 10, 10)  # the collector's thresholds as Python has them by itself (3.11 to 3.13)
SOON_S = 0.1  # after the answer, which must not wait for it


async def initialize(server: Server, params: types.InitializeParams) -> None:
    """Read who the client is and what its user set.  pygls answers with the capabilities afterwards."""
    options = _options(params.initialization_options)
    encoding = ServerCapabilitiesBuilder.choose_position_encoding(params.capabilities)
    session = server.session
    session.client = clients.read(params, options, str(getattr(encoding, "value", encoding)))
    session.folders = from_proto.folders(params)
    session.options = options
    session.configure()
    server.protocol.trace = params.trace or types.TraceValue.Off
    log.info("m2lsp %s, %s, client %s", __version__, sys.platform, session.client.name or "unnamed")
    if params.process_id and is_here(params.process_id):
        session.background.start(leave_with(params.process_id))
    asyncio.get_running_loop().call_later(SOON_S, _collect)


def _collect() -> None:
    """Let the collector work as usual, which ``m2lsp.cli.serve`` made rare for the start.

    What is left of the start stays for good, so it is not looked through again (some 40 ms each time).
    """
    gc.set_threshold(*USUAL)
    gc.collect()
    gc.freeze()


def _options(options: Any) -> dict[str, Any]:
    """Initialization options, with or without the outer ``m2lsp``."""
    if not isinstance(options, dict):
        return {}
    inner = options.get("m2lsp", options)
    return dict(inner) if isinstance(inner, dict) else {}
