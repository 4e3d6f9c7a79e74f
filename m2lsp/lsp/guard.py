"""One guard round every handler: a deadline, a log line with the time taken, errors to one calm sentence.

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
TOO_SLOW = "This took longer than {seconds:g} s and was stopped. Raise {setting}, or ask for less."

Handler = Callable[..., Awaitable[Any]]


def guarded(name: str, handler: Handler, deadline: Callable[[], tuple[float, str]] | None = None) -> Handler:
    """``handler`` with the guard round it.

    ``deadline`` gives, at each call, the seconds allowed and the setting that says so.
    """

    async def guard(*args: Any) -> Any:
        started = time.perf_counter()
        seconds, setting = deadline() if deadline else (None, "")
        try:
            async with asyncio.timeout(seconds):
                answer = await handler(*args)
        except asyncio.CancelledError:
            _note(name, started, "cancelled")
            raise
        except Exception as error:
            _note(name, started, type(error).__name__)
            raise _words(name, error, seconds, setting) from None
        _note(name, started, "done")
        return answer

    return guard


def _words(name: str, error: Exception, seconds: float | None, setting: str) -> JsonRpcException:
    if isinstance(error, JsonRpcException):
        return error
    if isinstance(error, M2lspError):
        return JsonRpcException(str(error), REQUEST_FAILED)
    if isinstance(error, TimeoutError) and seconds:
        return JsonRpcException(TOO_SLOW.format(seconds=seconds, setting=setting), REQUEST_FAILED)
    log.error("%s failed", name, exc_info=error)
    return JsonRpcException(INTERNAL, REQUEST_FAILED)


def _note(name: str, started: float, outcome: str) -> None:
    log.info("%s %s in %.1f ms", name, outcome, (time.perf_counter() - started) * 1000)
