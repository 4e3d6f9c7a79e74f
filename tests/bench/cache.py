"""The prefix cache of a real vLLM while somebody types 100 keys: how much of the prompts it serves."""

import tempfile
from pathlib import Path

import typist
from vllmserver import VLLM, Relay, available, make_checkpoint

from bench.session import M2LSP, started
from bench.table import Row, Unavailable


def measure() -> list[Row]:
    """Each kind of session in a cache of its own; by vLLM's counters, after the first request."""
    if not available():
        raise Unavailable("There is no vLLM here. To have one: make .venv-vllm/.ready")
    with tempfile.TemporaryDirectory() as folder, VLLM(Path(folder), make_checkpoint(Path(folder))) as vllm:
        return [row for title in typist.SESSIONS for row in _rows(vllm, title)]


def _rows(vllm: VLLM, title: str) -> list[Row]:
    with Relay(vllm.url) as relay:
        relay.add({"cache_salt": title})
        settings = {"M2LSP_PROVIDER": "vllm", "M2LSP_BASE_URL": relay.url, **typist.SETTINGS}
        with started(M2LSP, settings) as server:
            found = typist.cached(vllm, relay, server.client, server.workspace, typist.SESSIONS[title])
    later = len(relay.exchanges) - 1
    return [
        Row(f"{title}: a prompt", found.prompt / later, "tokens"),
        Row(f"{title}: not from the cache, a key", (found.prompt - found.cached) / later, "tokens"),
        Row(f"{title}: from the cache", found.share * 100, "%"),
    ]
