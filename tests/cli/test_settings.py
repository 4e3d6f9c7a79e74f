import argparse
import json
import re
import tomllib
from pathlib import Path

import pytest

from m2lsp.cli import settings
from m2lsp.config import load

ROOT = Path(__file__).parents[2]
EDITORS = settings.editors()
FORMATS = {
    "helix": (tomllib.loads, ["language-server", "m2lsp", "config"]),
    "kate": (json.loads, ["servers", "python", "initializationOptions"]),
    "sublime": (json.loads, ["clients", "m2lsp", "initializationOptions"]),
    "vim-coc": (json.loads, ["languageserver", "m2lsp", "initializationOptions"]),
}


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    settings.add_parser(parser.add_subparsers())
    return settings.run(parser.parse_args(["settings", *words]))


PASTED = sorted(EDITORS)
PLUG_INS = {"neovim", "vscode"}  # these start the server, so that nobody need write how


@pytest.mark.parametrize("name", PASTED)
def test_the_snippet_alone_goes_to_standard_output(name, capsys):
    assert run(name) == 0
    out, err = capsys.readouterr()
    assert out == EDITORS[name].snippet
    assert EDITORS[name].where in err
    assert EDITORS[name].status in err


def test_without_an_editor_all_are_listed(capsys):
    assert run() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(EDITORS)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("neovin", "Did you mean neovim?"),
        ("emax", "Did you mean emacs-eglot or emacs-lsp-mode?"),
        ("emacs", "Did you mean emacs-eglot or emacs-lsp-mode?"),
        ("ed", "There are: " + ", ".join(EDITORS) + "."),
    ],
)
def test_an_unknown_editor_gets_the_nearest_names(name, hint, capsys):
    assert run(name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert hint in err


@pytest.mark.parametrize("name", sorted({*PASTED} - PLUG_INS))
def test_every_snippet_starts_the_server(name):
    snippet = EDITORS[name].snippet
    assert "m2lsp" in snippet
    assert "serve" in snippet
    assert "--stdio" in snippet


def test_the_neovim_snippet_sets_up_the_plug_in_that_draws_ghost_text():
    assert "editors/nvim" in EDITORS["neovim"].snippet
    assert "require('m2lsp').setup(" in EDITORS["neovim"].snippet


@pytest.mark.parametrize("name", PASTED)
def test_no_snippet_undoes_the_endpoint_that_the_user_configured(name, capsys):
    assert not [word for word in ("endpoint", "provider", "base_url") if word in EDITORS[name].snippet]
    run(name)
    assert "config.toml" in capsys.readouterr().err


@pytest.mark.parametrize("name", FORMATS)
def test_a_snippet_parses_and_names_only_settings_that_there_are(name):
    parse, path = FORMATS[name]
    options = parse(EDITORS[name].snippet)
    for key in path:
        options = options[key]
    loaded = load(environment={}, user_file=None, project_files=[], editor=options)
    assert loaded.problems == ()
    assert loaded.config.completion.debounce_ms == 75


def test_the_vscode_snippet_names_only_settings_that_the_extension_has():
    package = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text("utf-8"))
    sections = package["contributes"]["configuration"]
    declared = {name for section in sections for name in section["properties"]}
    named = set(re.findall(r'"(m2lsp\.[^"]+)":', EDITORS["vscode"].snippet))
    assert named
    assert named <= declared
