"""Serve one client over standard input and output.

pygls can do this too, but it sends a thread for each line of a message's head and again for its body, and
each of these four ways costs as much as all that follows for most messages.  Here one thread hands over
whatever has come, in one step.
"""

import asyncio
import logging
import os
import sys
from contextlib import suppress
from threading import Event, Thread
from typing import BinaryIO

from pygls.io_ import StdoutWriter, run_async

from m2lsp.lsp.server import Server

log = logging.getLogger(__name__)

MOST = 2**18
"""Bytes that are taken at once; a pipe of most systems holds a quarter of that."""


def serve(server: Server, requests: int, replies: BinaryIO) -> int:
    """Answer what comes in at the file descriptor until that ends or ``exit`` comes; the exit code."""
    server.protocol.set_writer(StdoutWriter(replies))
    try:
        asyncio.run(_session(server, requests))
    except BrokenPipeError:
        log.error("The client is gone without a word, so the server ends.")
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]
    # pygls swallows its own exit code: LSP asks for 1 where the client left without shutdown.
    return 0 if server.protocol._shutdown else 1


async def _session(server: Server, requests: int) -> None:
    # No limit: a line of a head is as long as the client makes it, and nothing can tell it to wait.
    reader = asyncio.StreamReader(limit=sys.maxsize)
    loop = asyncio.get_running_loop()
    # It can't be told to stop while it reads; nothing waits for it when the server ends.
    Thread(target=_hand_over, args=(requests, reader, loop), name="requests", daemon=True).start()
    with suppress(asyncio.IncompleteReadError):  # the end came in the midst of a message
        await run_async(Event(), reader, server.protocol, None, server.report_server_error)


def _hand_over(requests: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    """From the file descriptor to the reader, until the one ends or the other's loop is closed."""
    with suppress(RuntimeError):
        while data := _read(requests):
            loop.call_soon_threadsafe(reader.feed_data, data)
        loop.call_soon_threadsafe(reader.feed_eof)


def _read(requests: int) -> bytes:
    try:
        return os.read(requests, MOST)
    except OSError:  # the terminal, for one, is gone
        return b""
