"""Definitions in other files, from the disk to the model's prompt."""

import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from lspclient import Client, Copy, Sessions
from scripted import ScriptedBackend, vllm_completion

ON = {"M2LSP_CONTEXT_INDEX": "true"}
HERE = "def main(oven):\n    {}\n"
MANY = 30
PATIENCE_S = 40
PAUSE_S = 0.05


@pytest.fixture(autouse=True)
def answer(backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("None\n"))


class Editor:
    """Somebody who types names, and sees what of them comes to the prompt."""

    def __init__(self, client: Client, backend: ScriptedBackend, folder: Path) -> None:
        self.client = client
        self._backend = backend
        self._document = client.open(folder / "here.py", HERE.format(""), "python")
        self._numbers = count()

    def prompt(self, *names: str) -> str:
        """The prompt of a request behind these names."""
        document, number = self._document, next(self._numbers)
        code = HERE.format(f"{' + '.join(names)} + number_{number} + ")
        self.client.replace_all(document, code)
        place = {**self.client.at(document, len(code) - 1), "context": {"triggerKind": 1}}
        self.client.request("textDocument/inlineCompletion", place)
        prompts = [r.text for r in self._backend.requests if f"number_{number} + " in r.text]
        return prompts[-1]

    def sees(self, definition: str, *names: str, until: Callable[[str, str], bool] = str.__contains__) -> str:
        """The first prompt that has the definition, asked for anew until then.

        With pauses, or the process that indexes would wait for its turn on a busy machine.
        """
        asked = [*names, *(word for word in re.findall(r"\w+_\w+", definition))]
        end = time.monotonic() + PATIENCE_S
        while not until(prompt := self.prompt(*asked), definition):
            assert time.monotonic() < end, f"{definition!r} was waited for in vain, last in {prompt}"
            time.sleep(PAUSE_S)
        return prompt

    def misses(self, definition: str) -> None:
        """Wait for a prompt that does not have it any more."""
        self.sees(definition, until=lambda prompt, text: text not in prompt)


@pytest.fixture
def editor(sessions: Sessions, backend: ScriptedBackend) -> Callable[..., Editor]:
    def started(settings: Mapping[str, str] | None = None, **more: object) -> Editor:
        client = sessions.start(settings={**ON, **(settings or {})}, **more)  # type: ignore[arg-type]
        return Editor(client, backend, sessions.workspace)

    return started


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def watched(editor: Editor, path: Path, kind: int) -> None:
    change = {"uri": path.as_uri(), "type": kind}
    editor.client.notify("workspace/didChangeWatchedFiles", {"changes": [change]})


def test_a_definition_in_a_file_that_is_not_open_reaches_the_prompt(sessions: Sessions, editor) -> None:
    write(sessions.workspace / "src" / "oven.py", "def bake_bread(loaf: str) -> str:\n    return loaf\n")
    assert "src/oven.py" in editor().sees("def bake_bread(loaf: str) -> str:")


def test_it_can_be_switched_off(sessions: Sessions, editor) -> None:
    write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    assert "def bake_bread" not in editor({"M2LSP_CONTEXT_INDEX": "false"}).prompt("bake_bread")
    assert "indexed" not in sessions.log


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("made.py", ".gitignore"),
        ("made.py", ".m2lspignore"),
        (".ssh/keys.py", ""),
        ("out/made.py", ".gitignore"),
    ],
)
def test_an_ignored_or_secret_file_is_never_shown(sessions: Sessions, editor, name: str, rule: str) -> None:
    if rule:
        write(sessions.workspace / rule, "made.py\nout/\n")
    hidden = write(sessions.workspace / name, "def hidden_thing(): ...\n")
    write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    here = editor()
    assert "def hidden_thing" not in here.sees("def bake_bread():", "hidden_thing")
    write(sessions.workspace / "late.py", "def come_late(): ...\n")
    watched(here, hidden, 2)
    watched(here, sessions.workspace / "late.py", 1)
    assert "def hidden_thing" not in here.sees("def come_late():", "hidden_thing")


def test_what_comes_to_be_ignored_is_not_shown_any_more(sessions: Sessions, editor) -> None:
    write(sessions.workspace / "made.py", "def made_thing(): ...\n")
    here = editor()
    here.sees("def made_thing():")
    watched(here, write(sessions.workspace / ".gitignore", "made.py\n"), 1)
    here.misses("def made_thing():")


def saved(here: Editor, path: Path) -> None:
    here.client.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})


@pytest.mark.parametrize("tell", [saved, lambda here, path: watched(here, path, 2)], ids=["saved", "watched"])
def test_a_changed_file_is_read_anew(sessions: Sessions, editor, tell) -> None:
    oven = write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    here = editor()
    here.sees("def bake_bread():")
    write(oven, "def bake_bread(loaf, minutes): ...\n")
    tell(here, oven)
    here.sees("def bake_bread(loaf, minutes):")


def test_renamed_and_deleted_files_and_folders_are_followed(sessions: Sessions, editor) -> None:
    old, new = sessions.workspace / "old", sessions.workspace / "new"
    write(old / "oven.py", "def bake_bread(): ...\n")
    here = editor()
    assert "old/oven.py" in here.sees("def bake_bread():")
    old.rename(new)
    moved = {"oldUri": old.as_uri(), "newUri": new.as_uri()}
    here.client.notify("workspace/didRenameFiles", {"files": [moved]})
    assert "new/oven.py" in here.sees("new/oven.py", "bake_bread")
    (new / "oven.py").unlink()
    here.client.notify("workspace/didDeleteFiles", {"files": [{"uri": (new / "oven.py").as_uri()}]})
    here.misses("def bake_bread():")


def test_an_editor_that_tells_of_nothing_is_helped_by_looking_now_and_then(
    sessions: Sessions, editor
) -> None:
    here = editor({"M2LSP_CONTEXT_INDEX_POLL_S": "0.2"}, profile="kate-22.12")
    write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    here.sees("def bake_bread():")


def test_an_open_document_is_known_as_it_is_now_and_not_as_it_was_saved(sessions: Sessions, editor) -> None:
    write(sessions.workspace / "till.py", "def count_coins(): ...\n")
    here = editor()
    here.sees("def count_coins():")
    oven: Copy = here.client.open(sessions.workspace / "oven.py", "def bake_bread(): ...\n", "python")
    here.client.replace_all(oven, "def bake_bread(loaf): ...\n")
    here.sees("def bake_bread(loaf):")


def test_two_servers_share_an_index(sessions: Sessions, editor) -> None:
    oven = write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    one, two = editor(), editor()
    one.sees("def bake_bread():")
    two.sees("def bake_bread():")
    saved(one, write(oven, "def bake_bread(loaf): ...\n"))
    two.sees("def bake_bread(loaf):")
    assert len(list(indexes(sessions))) == 1


def indexes(sessions: Sessions) -> list[Path]:
    return list((sessions.home / "cache" / "m2lsp" / "index").glob("*.sqlite"))


def test_a_second_start_reads_what_is_there_and_only_what_has_changed(sessions: Sessions, editor) -> None:
    for number in range(MANY):
        write(sessions.workspace / f"part_{number}.py", f"def work_{number}(): ...\n")
    first = editor()
    first.sees("def work_7():")
    first.client.wait_for("$/progress", lambda said: said["value"]["kind"] == "end")
    first.client.leave()
    second = editor()
    second.sees("def work_7():")
    watched(second, write(sessions.workspace / "late.py", "def come_late(): ...\n"), 1)
    second.sees("def come_late():")  # so all the files have been looked at
    assert second.client.heard("window/workDoneProgress/create") == []


def test_progress_is_shown_while_many_files_are_read(sessions: Sessions, editor) -> None:
    for number in range(MANY):
        write(sessions.workspace / f"part_{number}.py", f"def work_{number}(): ...\n")
    client = editor().client
    client.wait_for("$/progress", lambda said: said["value"]["kind"] == "end")
    said = [p["value"] for p in client.heard("$/progress")]
    assert said[0]["title"] == "m2lsp: indexing the workspace"
    assert said[-2]["message"] == f"{MANY} of {MANY} files"


@pytest.mark.parametrize("damage", [b"no index at all" * 500, b"SQLite format 3\0" + b"\xff" * 9000])
def test_a_damaged_index_is_made_anew(sessions: Sessions, editor, damage: bytes) -> None:
    write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    first = editor()
    first.sees("def bake_bread():")
    first.client.leave()
    (file,) = indexes(sessions)
    file.write_bytes(damage)
    editor().sees("def bake_bread():")


def test_folders_that_come_and_go_are_followed(sessions: Sessions, editor, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other / "oven.py", "def bake_bread(): ...\n")
    write(sessions.workspace / "till.py", "def count_coins(): ...\n")
    here = editor()
    assert "def bake_bread" not in here.sees("def count_coins():", "bake_bread")
    folder = {"uri": other.as_uri(), "name": "other"}
    event = {"event": {"added": [folder], "removed": []}}
    here.client.notify("workspace/didChangeWorkspaceFolders", event)
    here.sees("def bake_bread():")
    here.sees("def count_coins():")
    event = {"event": {"added": [], "removed": [folder]}}
    here.client.notify("workspace/didChangeWorkspaceFolders", event)
    here.misses("def bake_bread():")


def process(sessions: Sessions, number: int) -> int:
    """The process that indexes, of that number in the order of their starts."""
    return int(re.findall(r"indexed by process (\d+)", sessions.log)[number])


def test_when_the_process_is_killed_another_one_goes_on(sessions: Sessions, editor) -> None:
    oven = write(sessions.workspace / "oven.py", "def bake_bread(): ...\n")
    here = editor()
    here.sees("def bake_bread():")
    with suppress(ProcessLookupError):  # it may have left by itself, having nothing to do
        os.kill(process(sessions, 0), signal.SIGKILL)
    saved(here, write(oven, "def bake_bread(loaf): ...\n"))
    here.sees("def bake_bread(loaf):")
    assert process(sessions, 1) != process(sessions, 0)
