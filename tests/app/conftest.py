from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage, acting
from scripted import ScriptedBackend, vllm_chat, vllm_completion
from two import Two


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with acting(tmp_path) as ready:
        yield ready


@pytest.fixture
def two(stage: Stage) -> Iterator[Two]:
    with ScriptedBackend() as spare:
        for backend in (stage.backend, spare):
            backend.default(vllm_completion("1\n"))
            backend.default(vllm_chat("words"))
        yield Two(stage, spare, [], {})
