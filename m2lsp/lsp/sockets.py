"""Serve one client over a socket, and end when its session does.

pygls can do this too, but it does not tell when it listens (nor where, for port 0), and over TCP it
ends with a traceback.
"""

import asyncio
import sys
from collections.abc import Awaitable, Coroutine, Iterable
from threading import Event
from typing import Any, TypeVar

from pygls.io_ import run_async, run_websocket

from m2lsp.core.errors import ConfigError
from m2lsp.lsp.server import Server

T = TypeVar("T")


async def tcp(server: Server, host: str, port: int) -> int:
    """Listen on TCP until one client has come and gone; the exit code.

    Raises:
        ConfigError: the address can't be listened on.
    """
    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        listening.close()  # One session, one client; another may be accepted already.
        if server.protocol.writer is not None:
            writer.close()
            return
        server.protocol.set_writer(writer)
        await _session(server, over, run_async(Event(), reader, server.protocol, None, _report(server)))
        writer.close()

    listening = await _bound(asyncio.start_server(connected, host, port), host, port)
    _tell("", listening.sockets)
    return await over


async def websocket(server: Server, host: str, port: int) -> int:
    """Listen for a websocket until one client has come and gone; the exit code.

    Web pages are turned away: any page that the user visits can reach a port of this machine, and whoever
    speaks to the server can name a key command, which is run.  Browsers say ``Origin``, programs do not.

    Raises:
        ConfigError: the address can't be listened on.
    """
    from websockets.asyncio.server import ServerConnection, serve

    over: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def connected(connection: ServerConnection) -> None:
        if server.protocol.writer is not None:
            return  # One session, one client.
        await _session(
            server, over, run_websocket(connection, Event(), server.protocol, None, _report(server))
        )

    async with await _bound(serve(connected, host, port, origins=[None]), host, port) as listening:
        _tell("ws://", listening.sockets)
        return await over


async def _session(server: Server, over: asyncio.Future[int], run: Coroutine[Any, Any, None]) -> None:
    """One session from its first message to its last.  ``exit`` raises ``SystemExit`` in the midst of it."""
    code = 1
    try:
        await run
        code = 0 if server.protocol._shutdown else 1
    except SystemExit as left:
        code = int(left.code or 0)
    finally:
        if not over.done():
            over.set_result(code)


async def _bound(start: Awaitable[T], host: str, port: int) -> T:
    try:
        return await start
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ConfigError(f"{host}:{port} can't be listened on: {why}. Choose another port.") from None


def _report(server: Server) -> Any:
    return server.report_server_error


def _tell(scheme: str, sockets: Iterable[Any]) -> None:
    """Say where, for whoever waits to connect; the port may have been chosen by the system."""
    for sock in sockets:
        host, port = sock.getsockname()[:2]
        sys.stderr.write(f"m2lsp: listening on {scheme}{host}:{port}\n")
        sys.stderr.flush()
