"""``m2lsp model`` as its user meets it: what it prints, and its exit codes."""

from pathlib import Path

import pytest

from m2lsp.backends.embedded.weights import WEIGHTS
from m2lsp.cli import main


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("M2LSP_MODELS_DIR", str(tmp_path))
    return tmp_path


def test_list_says_for_each_model_that_is_not_here_how_to_get_it(capsys):
    assert main(["model", "list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "qwen2.5-coder-0.5b    491 MB  not here: m2lsp model pull --model 0.5b",
        "qwen2.5-coder-1.5b  1,117 MB  not here: m2lsp model pull --model 1.5b",
    ]


def test_list_tells_a_damaged_file_from_a_sound_one(models, capsys):
    row = WEIGHTS[0]
    with (models / f"{row.sha256}.gguf").open("wb") as file:
        file.truncate(row.size)
    assert main(["model", "list"]) == 1
    assert f"{row.name}    491 MB  damaged: m2lsp model pull" in capsys.readouterr().out


def test_pull_from_a_wrong_file_says_so_in_one_sentence(models, capsys):
    wrong = models / "wrong.gguf"
    wrong.write_bytes(b"GGUF")
    assert main(["model", "pull", "--from", str(wrong)]) == 1
    said = capsys.readouterr().err.splitlines()[-1]
    assert said == (
        f"m2lsp: {wrong} is not the file of qwen2.5-coder-0.5b: its file has 4 bytes instead of 491,400,064."
    )


def test_pull_of_an_unknown_model_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["model", "pull", "--model", "7b"])
    assert leaving.value.code == 2
    assert "invalid choice: '7b'" in capsys.readouterr().err


def test_model_without_an_action_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["model"])
    assert leaving.value.code == 2
    assert "ACTION" in capsys.readouterr().err


def test_a_folder_that_cant_be_written_is_said_in_one_sentence(models, monkeypatch, capsys):
    (models / "file").write_text("")
    monkeypatch.setenv("M2LSP_MODELS_DIR", str(models / "file" / "models"))
    given = models / "given.gguf"
    given.write_bytes(b"GGUF")
    assert main(["model", "pull", "--from", str(given)]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"m2lsp: {models / 'file' / 'models'} can't be written: ")
    assert "M2LSP_MODELS_DIR" in said


def test_before_anything_is_fetched_it_says_what_and_why_to_trust_it(models, monkeypatch, capsys):
    (models / "file").write_text("")
    monkeypatch.setenv("M2LSP_MODELS_DIR", str(models / "file" / "models"))
    assert main(["model", "pull"]) == 1
    first, second, *_ = capsys.readouterr().err.splitlines()
    assert first == "Fetching the weights of Qwen2.5-Coder 0.5B (491 MB, Apache-2.0), once."
    assert "SHA-256 is pinned" in second
