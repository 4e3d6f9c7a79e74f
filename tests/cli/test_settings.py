import argparse
import json
import tomllib

import pytest

from m2lsp.cli import settings
from m2lsp.config import json_schema, load

EDITORS = settings.editors()
FORMATS = {
    "vscode": (json.loads, []),
    "helix": (tomllib.loads, ["language-server", "m2lsp", "config"]),
    "kate": (json.loads, ["servers", "python", "initializationOptions"]),
    "sublime": (json.loads, ["clients", "m2lsp", "initializationOptions"]),
    "vim-coc": (json.loads, ["languageserver", "m2lsp", "initializationOptions"]),
}


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    settings.add_parser(parser.add_subparsers())
    return settings.run(parser.parse_args(["settings", *words]))


@pytest.mark.parametrize("name", EDITORS)
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


@pytest.mark.parametrize("name", sorted(EDITORS.keys() - {"vscode"}))
def test_every_snippet_starts_the_server(name):
    snippet = EDITORS[name].snippet
    assert "m2lsp" in snippet
    assert "serve" in snippet
    assert "--stdio" in snippet


@pytest.mark.parametrize("name", FORMATS)
def test_a_snippet_parses_and_names_only_settings_that_there_are(name):
    parse, path = FORMATS[name]
    options = parse(EDITORS[name].snippet)
    for key in path:
        options = options[key]
    loaded = load(environment={}, user_file=None, project_files=[], editor=options)
    assert loaded.problems == ()
    assert loaded.config.endpoint.base_url == "http://127.0.0.1:8000/v1"


def test_the_vscode_snippet_uses_the_names_of_the_schema():
    assert json.loads(EDITORS["vscode"].snippet).keys() <= json_schema().keys()
