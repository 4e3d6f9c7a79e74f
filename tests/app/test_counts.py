"""What is kept of requests for ghost text: counts, for a week, of all processes."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from acting import Stage

from m2lsp.app.counts import Counts, in_words
from m2lsp.app.doctor import counted

DAY = date(2026, 11, 24)


def counts(folder: Path, ago: int = 0) -> Counts:
    return Counts(folder, lambda: DAY - timedelta(days=ago))


def kept(folder: Path, ago: int, *names: str) -> None:
    some = counts(folder, ago)
    some.add(names)
    some.keep()


def test_nothing_is_written_before_it_is_kept(tmp_path: Path) -> None:
    some = counts(tmp_path)
    some.add(["asked"])
    assert list(tmp_path.iterdir()) == []
    assert some.session == {"asked": 1}


def test_what_is_kept_is_summed_up_over_processes_and_days(tmp_path: Path) -> None:
    kept(tmp_path, 6, "asked", "shown")
    kept(tmp_path, 0, "asked")
    kept(tmp_path, 0, "asked", "dropped: blank")
    assert counts(tmp_path).kept() == {"asked": 3, "shown": 1, "dropped: blank": 1}


def test_what_is_kept_twice_counts_once(tmp_path: Path) -> None:
    some = counts(tmp_path)
    some.add(["asked"])
    some.keep()
    some.keep()
    assert (some.kept(), some.session) == ({"asked": 1}, {"asked": 1})


def test_a_day_is_forgotten_after_a_week(tmp_path: Path) -> None:
    kept(tmp_path, 7, "asked")
    assert counts(tmp_path).kept() == {}
    kept(tmp_path, 0, "asked")
    assert [file.name for file in (tmp_path / "counts").iterdir()] == ["2026-11-24.jsonl"]


@pytest.mark.parametrize(
    "line", [b"{", b"[1]", b"7", b'{"asked": -1}', b'{"asked": true}', b'{"asked": 1e400}', b"\xff", b""]
)
def test_a_damaged_line_counts_nothing(tmp_path: Path, line: bytes) -> None:
    kept(tmp_path, 0, "asked")
    with (tmp_path / "counts" / "2026-11-24.jsonl").open("ab") as file:
        file.write(line + b"\n")
    kept(tmp_path, 0, "asked")
    assert counts(tmp_path).kept() == {"asked": 2}


def test_a_folder_that_cant_be_written_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "counts").write_text("a file in its place")
    kept(tmp_path, 0, "asked")
    assert counts(tmp_path).kept() == {}


def test_counts_are_said_most_frequent_reason_first() -> None:
    names = {
        "asked": 1204,
        "memory": 311,
        "shown": 640,
        "dropped: blank": 12,
        "dropped: repetition": 31,
        "superseded": 9,
        "failed": 2,
        "changed: strip_fences": 4,
    }
    assert in_words(Counter(names)) == (
        "1,204 asked, 311 from memory, 640 shown; dropped: repetition 31, blank 12; superseded 9, failed 2; "
        "changed by: strip_fences 4"
    )


def test_doctor_says_what_was_kept_in_words_and_in_figures(stage: Stage) -> None:
    some = Counts(stage.data)
    some.add(["asked", "shown"])
    some.keep()
    finding = counted.lately(stage.services())
    assert finding.sentence == "ghost text, last 7 days: 1 asked, 1 shown"
    assert finding.figures == {"asked": 1, "shown": 1}


def test_doctor_says_when_nothing_was_asked_for(stage: Stage) -> None:
    assert counted.session(Counts(stage.data)).sentence == "ghost text, this session: none asked for"
