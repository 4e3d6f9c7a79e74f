"""What vLLM tells of itself beside its interface (m2-wire, section 7); others answer 404 there."""

import json
import re

from m2lsp.backends.client import Client
from m2lsp.core.errors import BackendError

# Prometheus appends `_total` to the counter's name, and a label or two; the figures are tokens.
_HITS = re.compile(r"^vllm:prefix_cache_hits_total(?:\{[^}]*\})? +(\S+)$", re.MULTILINE)


async def version(client: Client) -> str:
    """The version of vLLM; empty for anything else."""
    try:
        told = json.loads(await client.text_beside("/version"))
    except (BackendError, ValueError):
        return ""
    found = told.get("version") if isinstance(told, dict) else None
    return found if isinstance(found, str) else ""


async def prefix_hits(client: Client) -> float | None:
    """How many prompt tokens came from the prefix cache since the server's start; ``None`` if not told."""
    try:
        found = [float(count) for count in _HITS.findall(await client.text_beside("/metrics"))]
    except (BackendError, ValueError):
        return None
    return sum(found) if found else None
