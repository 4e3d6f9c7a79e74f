"""The commands ``m2lsp.toggle`` and ``m2lsp.snooze``: ghost text on, off, or quiet for a while."""

import asyncio
import time
from typing import Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from m2lsp.app.ghost.quiet import LONGEST, ON
from m2lsp.lsp.server import Server

TAKES = f"m2lsp.snooze takes a number of minutes from 0 to {LONGEST}, or nothing."


async def toggle(server: Server, *_: Any) -> str:
    """``m2lsp.toggle``: switch ghost text off for this session, or on again; returns what holds now."""
    session = server.session
    enabled = session.services.config.completion.enabled
    session.quiet = session.quiet.toggled(enabled, time.time())
    if session.quiet.enabled is not enabled:
        session.configure()
    return _told(server)


async def snooze(server: Server, *arguments: Any) -> str:
    """``m2lsp.snooze``: nothing by itself for so many minutes; without them, begin a snooze or end it.

    Raises:
        JsonRpcInvalidParams: the argument is no number of minutes.
    """
    minutes = arguments[0] if arguments else None
    if minutes is not None and not _is_a_time(minutes):
        raise JsonRpcInvalidParams(TAKES)
    session = server.session
    session.quiet = session.quiet.snoozed(minutes, time.time())
    if left := session.quiet.left(time.time()):
        asyncio.get_running_loop().call_later(left, server.status.ready)
    return _told(server)


def _is_a_time(minutes: Any) -> bool:
    return not isinstance(minutes, bool) and isinstance(minutes, int | float) and 0 <= minutes <= LONGEST


def _told(server: Server) -> str:
    """Tell every client what holds now: by the status, or by a message where there is none."""
    server.status.ready()
    sentence = server.status.off or ON
    if not server.session.client.has("status"):
        server.window_show_message(types.ShowMessageParams(types.MessageType.Info, f"m2lsp: {sentence}"))
    return sentence
