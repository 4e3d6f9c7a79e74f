"""Edits checked by a command on a copy of the workspace.  The commands are small Python programs."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from m2lsp.checks import Checker, Plan, Verdict
from m2lsp.checks.copying import Source
from m2lsp.core.errors import Drop
from m2lsp.index.rules import Rules

# Complains of every line with the word "wrong", wherever it stands.
COMPLAINS = """
import pathlib, sys
bad = 0
for path in sorted(pathlib.Path(".").rglob("*.txt")):
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if "wrong" in line:
            print(f"{path}:{number}: error: {line}")
            bad = 1
sys.exit(bad)
"""
LISTS = """
import pathlib, sys
print(*sorted(str(p) for p in pathlib.Path(".").rglob("*")), sep="\\n")
sys.exit(pathlib.Path("new").exists())
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "project"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text("fine\nwrong since long\n")
    (folder / "sub" / "b.txt").write_text("fine\n")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    yield folder
    assert {path: path.read_bytes() for path in before} == before


def plan(folder: Path, program: str, limit_s: float = 60.0, **more) -> Plan:
    source = Source(folder, Rules([folder]), ("node_modules",))
    command = (sys.executable, "-c", program)
    return Plan(source, command, ".", dict(os.environ), limit_s, folder.parent / "copies", **more)


def looked(made: Plan, *edits: Mapping[Path, str]) -> list[Verdict | Drop]:
    async def whole() -> list[Verdict | Drop]:
        async with Checker(made, contextlib.nullcontext) as checker:
            return [await checker.look(texts) for texts in edits]

    found = asyncio.run(whole())
    assert list(made.place.iterdir()) == []
    return found


def told(found: Verdict | Drop) -> list[str]:
    assert isinstance(found, Verdict)
    return [finding.text for finding in found.new]


def test_what_an_edit_brings_is_found_and_what_was_there_before_is_not(workspace: Path):
    bad = {workspace / "sub" / "b.txt": "fine\nwrong\n"}
    (found,) = looked(plan(workspace, COMPLAINS), bad)
    assert told(found) == [f"{Path('sub', 'b.txt').as_posix()}:2: error: wrong"]


def test_a_new_file_is_checked_too_and_gone_before_the_next_edit(workspace: Path):
    made = plan(workspace, COMPLAINS)
    edits = ({workspace / "new" / "c.txt": "wrong\n"}, {workspace / "sub" / "b.txt": "better\n"})
    first, second = looked(made, *edits)
    assert told(first) == ["new/c.txt:1: error: wrong"]
    assert told(second) == []


def test_the_copy_has_what_is_not_saved_yet(workspace: Path):
    made = plan(workspace, COMPLAINS, unsaved={workspace / "sub" / "b.txt": "wrong in the editor\n"})
    (found,) = looked(made, {workspace / "a.txt": "fine\nwrong since long\n"})
    assert told(found) == []


def test_ignored_and_secret_files_are_left_out_and_folders_for_tools_are_linked(workspace: Path):
    (workspace / ".gitignore").write_text("node_modules\nbuilt\n")
    for name in (".env", "built/x.o", "node_modules/tool/index.js", "private.pem", ".git/config"):
        (workspace / name).parent.mkdir(parents=True, exist_ok=True)
        (workspace / name).write_text("x")
    (found,) = looked(plan(workspace, LISTS), {workspace / "new": "x"})
    (words,) = told(found)
    assert set(words.split("\n")) == {
        *(".gitignore", "a.txt", "new", "node_modules", "sub", str(Path("sub", "b.txt")))
    }


def test_a_copy_that_was_left_behind_goes_a_day_later(workspace: Path):
    made = plan(workspace, "pass")
    left = made.place / "check-left"
    (left / "project").mkdir(parents=True)
    os.utime(left, (0, 0))
    assert looked(made, {}) == [Verdict(made.name, ())]


def test_a_command_that_is_not_there_is_said(workspace: Path):
    made = plan(workspace, "")
    nowhere = Plan(made.source, ("no-such-program",), ".", made.environment, made.limit_s, made.place)
    (found,) = looked(nowhere, {})
    assert isinstance(found, Drop)
    assert found.reason == "not installed"


def test_a_command_that_takes_too_long_is_ended_with_all_that_it_started(workspace: Path):
    marks = workspace.parent / "alive"
    marks.mkdir()
    child = (
        f"import os, time, pathlib; pathlib.Path({str(marks)!r}, str(os.getpid())).touch(); time.sleep(600)"
    )
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    (found,) = looked(plan(workspace, starts, limit_s=3.0), {})
    assert isinstance(found, Drop)
    assert found.reason == "too slow"
    assert [name.name for name in marks.iterdir() if _alive(int(name.name))] == []


def test_a_check_that_is_cancelled_ends_its_processes_and_takes_the_copy_away(workspace: Path):
    pipe = workspace.parent / "begun"
    os.mkfifo(pipe)
    waits = f"import os, time; open({str(pipe)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    made = plan(workspace, waits)

    async def whole() -> int:
        async with asyncio.TaskGroup() as group, Checker(made, contextlib.nullcontext) as checker:
            task = group.create_task(checker.look({}))
            pid = int(await asyncio.to_thread(pipe.read_text))
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        return pid

    assert not _alive(asyncio.run(whole()))
    assert list(made.place.iterdir()) == []


def test_a_tool_that_writes_into_files_does_not_reach_the_users(workspace: Path):
    writes = "import pathlib; [p.open('r+').write('!') for p in pathlib.Path('.').rglob('*.txt')]"
    assert looked(plan(workspace, writes), {}) == [Verdict(plan(workspace, writes).name, ())]


def test_a_workspace_that_is_too_large_is_not_copied(workspace: Path):
    made = plan(workspace, "")
    (found,) = looked(replace(made, source=replace(made.source, files=1)), {})
    assert isinstance(found, Drop)
    assert found.reason == "too large"


def _alive(process: int) -> bool:
    """Whether it runs; one that is dead and waits for its parent to look does not."""
    try:
        stat = Path("/proc", str(process), "stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"
