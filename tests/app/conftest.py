from collections.abc import Iterator
from pathlib import Path

import pytest
from acting import Stage, acting


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with acting(tmp_path) as ready:
        yield ready
