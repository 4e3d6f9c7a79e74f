"""What a request to a model needs imported: most of a second of work, so not on the event loop.

One thread does it while all others wait.  Two that import packages crosswise, one from a part of them and one
from the whole, would each hold what the other waits for; Python then lets one of them fail.
"""

import asyncio
from collections.abc import Iterable
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


async def loaded(*more: str) -> None:
    """Wait until all of it is imported, and these modules."""
    names = (*MODULES, *more)
    if not _loaded.issuperset(names):
        await asyncio.to_thread(_load, names)


def _load(names: Iterable[str]) -> None:
    with _lock:
        for name in names:
            import_module(name)
            _loaded.add(name)
