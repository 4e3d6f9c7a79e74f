"""Requests from us to the client: gated on what it can do, and never waited for without end.

eglot answers unknown requests with ``null``, ALE never answers, Kate answers MethodNotFound
(the editors sheet, rule 1): each of these is ``None`` here,
or what the caller names.  A question that nobody waits for any more is taken back.
"""

import asyncio
import logging
import uuid
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer

log = logging.getLogger(__name__)

QUICK_S = 5.0
# The user reads, thinks, types or ticks boxes meanwhile (the editors sheet, rule 4).
HUMAN_S = 600.0

# An edit is not taken back: the client may have applied it, and only its answer is late.
KEPT = frozenset({types.WORKSPACE_APPLY_EDIT})


async def call(
    server: LanguageServer, method: str, params: Any, *, timeout_s: float = QUICK_S, refused: Any = None
) -> Any:
    """The client's answer, or ``refused`` if there was none of use."""
    name = str(uuid.uuid4())
    future = server.protocol.send_request_async(method, params, msg_id=name)
    try:
        async with asyncio.timeout(timeout_s):
            return await future
    except TimeoutError:
        log.warning("the client did not answer %s within %s s", method, timeout_s)
    except JsonRpcException as error:
        log.warning("the client refused %s (%s)", method, error.code)
    finally:
        # An answer that comes after all finds nobody, instead of a future that is over.
        waiting = server.protocol._request_futures.pop(name, None)
        if waiting is not None and method not in KEPT:
            server.protocol.notify(types.CANCEL_REQUEST, types.CancelParams(id=name))
    return refused


def field(answer: Any, name: str) -> Any:
    """A field of an answer that may be an object of lsprotocol's, of pygls's own making, or a mapping."""
    return answer.get(name) if isinstance(answer, dict) else getattr(answer, name, None)
