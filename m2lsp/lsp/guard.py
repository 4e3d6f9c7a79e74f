"""One guard round every handler: a log line with the time taken, errors to one calm sentence.

Over the wire goes no traceback, no path and no key; the log has the traceback.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from pygls.exceptions import JsonRpcException

from m2lsp.core.errors import M2lspError

log = logging.getLogger(__name__)

REQUEST_FAILED = -32803  # LSP 3.17, LSPErrorCodes.RequestFailed
INTERNAL = "Something went wrong inside m2lsp. The log has the details (m2lsp doctor says where it is)."

Handler = Callable[..., Awaitable[Any]]


def guarded(name: str, handler: Handler) -> Handler:
    """``handler`` with the guard round it."""

    async def guard(*args: Any) -> Any:
        started = time.perf_counter()
        try:
            answer = await handler(*args)
        except asyncio.CancelledError:
            _note(name, started, "cancelled")
            raise
        except Exception as error:
            _note(name, started, type(error).__name__)
            raise _words(name, error) from None
        _note(name, started, "done")
        return answer

    return guard


def guarded_change(name: str, handler: Callable[[Any], None]) -> Callable[[Any], None]:
    """The same round a handler that pygls runs at once and that nobody waits for."""

    def guard(params: Any) -> None:
        try:
            handler(params)
        except Exception as error:
            log.error("%s failed", name, exc_info=error)

    return guard


def _words(name: str, error: Exception) -> JsonRpcException:
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, M2lspError):
        return JsonRpcException(str(error), REQUEST_FAILED)
    log.error("%s failed", name, exc_info=error)
    return JsonRpcException(INTERNAL, REQUEST_FAILED)


def _note(name: str, started: float, outcome: str) -> None:
    log.info("%s %s in %.1f ms", name, outcome, (time.perf_counter() - started) * 1000)
