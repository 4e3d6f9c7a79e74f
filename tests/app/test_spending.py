"""The daily limit on tokens."""

import asyncio
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from acting import Stage
from scripted import vllm_chat, vllm_completion

from m2lsp.app.spending import Spending
from m2lsp.core.errors import Declined

DAY, NEXT = date(2026, 11, 23), date(2026, 11, 24)


def test_what_one_adds_all_see(tmp_path: Path) -> None:
    one, other = Spending(tmp_path, 100, lambda: DAY), Spending(tmp_path, 100, lambda: DAY)
    assert (one.spent, other.spent) == (0, 0)
    one.add(30)
    other.add(12)
    assert (one.spent, other.spent) == (42, 42)
    assert Spending(tmp_path, 100, lambda: DAY).spent == 42


SPEND = """
import sys
from datetime import date
from pathlib import Path
from m2lsp.app.spending import Spending

spending = Spending(Path(sys.argv[1]), 10**9, lambda: date(2026, 11, 23))
for _ in range(200):
    spending.add(7)
"""


def test_processes_that_spend_at_once_lose_nothing(tmp_path: Path) -> None:
    processes = [subprocess.Popen([sys.executable, "-c", SPEND, str(tmp_path)]) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert Spending(tmp_path, 10**9, lambda: DAY).spent == 2 * 200 * 7


def test_at_the_limit_it_declines_until_the_next_day(tmp_path: Path) -> None:
    today = [DAY]
    spending = Spending(tmp_path, 100, lambda: today[0])
    spending.add(99)
    spending.check()
    spending.add(1)
    with pytest.raises(Declined, match=r"limit of 100 tokens is reached.*budget\.daily_tokens"):
        spending.check()
    today[0] = NEXT
    spending.check()
    spending.add(5)
    assert spending.spent == 5
    assert [f.name for f in (tmp_path / "spending").iterdir()] == ["2026-11-24.tokens"]


def test_a_line_half_written_counts_once_it_is_whole(tmp_path: Path) -> None:
    spending = Spending(tmp_path, 100, lambda: DAY)
    spending.add(1)
    file = tmp_path / "spending" / "2026-11-23.tokens"
    with file.open("ab") as other:
        other.write(b"2")
        other.flush()
        assert spending.spent == 1
        other.write(b"0\n")
    assert spending.spent == 21


@pytest.mark.parametrize("content", [b"\x00\xff\n", b"-5\n", b"1e9\n", b"9" * 400 + b"\n", b"\n"])
def test_a_damaged_line_counts_nothing(tmp_path: Path, content: bytes) -> None:
    spending = Spending(tmp_path, 100, lambda: DAY)
    spending.add(3)
    with (tmp_path / "spending" / "2026-11-23.tokens").open("ab") as other:
        other.write(content)
    spending.add(4)
    assert spending.spent == 7


def test_a_folder_that_cant_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "spending").write_text("a file in its place")
    spending = Spending(tmp_path, 100, lambda: DAY)
    spending.add(30)
    assert spending.spent == 0
    spending.check()


def test_requests_are_counted_and_stop_at_the_limit(stage: Stage) -> None:
    stage.settings = {"budget": {"daily_tokens": 150}}
    stage.backend.default(vllm_completion("1\n"))
    stage.backend.default(vllm_chat("some words"))

    async def spent(services) -> int:
        await asyncio.sleep(0)
        return services.spending.spent

    stage.act("explain", stage.request("«x = 1»\n"))
    assert stage.run(spent) == 110
    stage.act("explain", stage.request("«x = 1»\n"))
    with pytest.raises(Declined, match="Today's limit of 150 tokens"):
        stage.act("explain", stage.request("«x = 1»\n"))
    with pytest.raises(Declined, match="Today's limit of 150 tokens"):
        stage.suggest(stage.request("x = ˇ\n"))
    assert len(stage.backend.requests) == 2


def test_without_a_limit_nothing_is_kept(stage: Stage) -> None:
    stage.backend.default(vllm_completion("1\n"))
    stage.suggest(stage.request("x = ˇ\n"))
    assert not (stage.data / "spending").exists()
