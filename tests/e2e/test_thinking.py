"""Thinking, in every shape in which endpoints send it: never in the buffer, always in the thread."""

from pathlib import Path

import pytest
from leaks import ROWS, Row, run, stage


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_no_byte_of_thinking_leaks_and_none_is_lost(row: Row, tmp_path: Path) -> None:
    with stage(row, tmp_path) as ready:
        cases = list(run(row, ready))
    assert cases
    assert [case for case in cases if not case.well] == []
