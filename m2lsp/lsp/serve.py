"""Start the server on a transport."""

import asyncio
import ipaddress
import logging
import os
import sys

from m2lsp.core.errors import ConfigError
from m2lsp.lsp import logs, pipes, sockets
from m2lsp.lsp.routes import create
from m2lsp.lsp.server import Server
from m2lsp.lsp.session import Session

log = logging.getLogger(__name__)

# After so long a thread that works hands the interpreter to the event loop, if that waits.  Python's own 5 ms
# would be added at each step of a request while a thread parses.
SWITCH_S = 0.0005


def stdio() -> int:
    """Serve the client at the other end of standard input and output."""
    # Whatever prints (a library, a child process) must not get between the messages.
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return pipes.serve(_server(), sys.stdin.fileno(), replies)


def tcp(host: str, port: int, *, anywhere: bool = False) -> int:
    """Serve one client over TCP.

    Raises:
        ConfigError: the host is not loopback, and ``anywhere`` does not allow that.
    """
    _check(host, anywhere=anywhere)
    return asyncio.run(sockets.tcp(_server(), host, port))


def websocket(host: str, port: int, *, anywhere: bool = False) -> int:
    """Serve one client over a websocket.

    Raises:
        ConfigError: the host is not loopback, and ``anywhere`` does not allow that.
    """
    _check(host, anywhere=anywhere)
    return asyncio.run(sockets.websocket(_server(), host, port))


def _log_ignored(ignored: "sys.UnraisableHookArgs") -> None:
    """Into the log with what Python ignores: editors show their users whatever is on standard error."""
    log.info("ignored: %s", type(ignored.exc_value).__name__)


def _server() -> Server:
    sys.setswitchinterval(SWITCH_S)
    sys.unraisablehook = _log_ignored
    session = Session()
    logs.start(session.log_file, session.services.config.log.level)
    return create(session)


def _check(host: str, *, anywhere: bool) -> None:
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not (loopback or anywhere):
        raise ConfigError(
            f"{host} is reachable from outside this machine, and whoever connects can read your files' text "
            "and spend your tokens. Use 127.0.0.1, or say --anywhere if that is what you want."
        )
