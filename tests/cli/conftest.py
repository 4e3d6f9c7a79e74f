from collections.abc import Iterator
from pathlib import Path

import pytest
from terminal import Terminal, terminal


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Terminal]:
    with terminal(tmp_path) as ready:
        yield ready
