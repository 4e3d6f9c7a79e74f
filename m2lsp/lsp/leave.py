"""Leave when the client does, even one that was killed and said nothing."""

import asyncio
import logging
import os
import signal

log = logging.getLogger(__name__)

EVERY_S = 3.0


def is_here(process_id: int) -> bool:
    """Whether the client's process can be watched.

    That of a client on another machine, or outside of our container, can't.  On Windows ``os.kill`` with
    signal 0 would end the process; there the pipe alone tells.
    """
    return os.name != "nt" and _lives(process_id)


async def leave_with(process_id: int) -> None:
    """Watch the client's process; when it is gone, end this one.

    Over stdio the closed pipe says so earlier; this is for sockets, and for pipes that a child of the
    client keeps open.
    """
    while _lives(process_id):  # noqa: ASYNC110 (no event tells of another process's end)
        await asyncio.sleep(EVERY_S)
    log.info("the client's process is gone; leaving")
    os.kill(os.getpid(), signal.SIGTERM)


def _lives(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
