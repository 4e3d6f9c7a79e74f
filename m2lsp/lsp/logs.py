"""The server's log file: rotating, no source text above debug, never a key."""

import logging
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path

SIZE_BYTES = 1_000_000
KEPT = 2
# Their warnings would otherwise end up on standard error, which some editors show as an error of ours.
LIBRARIES = ("asyncio", "websockets")
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


def start(path: Path, level: str) -> None:
    """Log to the file; where it can't be written, go on without it and say so once on stderr."""
    own = logging.getLogger("m2lsp")
    own.setLevel(level.upper())
    own.propagate = False
    # pygls logs whole messages, source text and all, and hands them to logging's last resort on stderr.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handler = RotatingFileHandler(path, maxBytes=SIZE_BYTES, backupCount=KEPT, encoding="utf-8")
    except OSError as error:
        own.addHandler(logging.NullHandler())
        sys.stderr.write(f"m2lsp: no log is kept: {path.name} can't be written ({error.strerror}).\n")
        return
    handler.setFormatter(logging.Formatter(FORMAT))
    for name in ("m2lsp", *LIBRARIES):
        logging.getLogger(name).addHandler(handler)
