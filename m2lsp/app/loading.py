"""What a request to a model needs imported: most of a second of work, so not on the event loop.

One thread does it while all others wait.  Two that import packages crosswise, one from a part of them and one
from the whole, would each hold what the other waits for; Python then lets one of them fail.
"""

import asyncio
from importlib import import_module
from threading import Lock

MODULES = (
    "m2lsp.features.inline_completion",
    "m2lsp.app.failover",
    "m2lsp.app.models",
    "m2lsp.backends.client",
    "openai",
)

_lock = Lock()
_loaded: set[str] = set()


async def loaded() -> None:
    """Wait until all of it is imported."""
    if len(_loaded) < len(MODULES):
        await asyncio.to_thread(_load)


def _load() -> None:
    with _lock:
        for name in MODULES:
            import_module(name)
            _loaded.add(name)
