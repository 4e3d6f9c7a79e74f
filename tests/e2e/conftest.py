"""A real server process, a scripted model endpoint over real HTTP, and a client of our own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lspclient import Sessions
from scripted import ScriptedBackend


@pytest.fixture
def backend() -> Iterator[ScriptedBackend]:
    with ScriptedBackend() as running:
        yield running


@pytest.fixture
def sessions(tmp_path: Path, backend: ScriptedBackend) -> Iterator[Sessions]:
    """Sessions whose servers talk to the scripted backend; debouncing would only slow the tests down."""
    settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
    running = Sessions(tmp_path, settings)
    yield running
    running.end()
