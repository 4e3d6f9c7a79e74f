"""Rules of the house that no linter knows; each is a sentence in docs/style.md."""

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import m2lsp
from m2lsp import features

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "m2lsp"
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    if name and (ROOT / name).is_file()
]
SOURCES = [path for path in TRACKED if path.suffix == ".py" and path.is_relative_to(PACKAGE)]
HAND_WRITTEN = [
    path
    for path in TRACKED
    if path.suffix in (".py", ".lua", ".ts") and "vendored" not in path.parts and "data" not in path.parts
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", HAND_WRITTEN, ids=_name)
def test_a_hand_written_file_has_at_most_300_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_a_function_has_at_most_40_lines(path: Path):
    functions = (
        n
        for n in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    long = {f.name: f.end_lineno - f.lineno + 1 for f in functions if f.end_lineno - f.lineno >= 40}
    assert not long


def test_the_median_file_is_under_120_lines():
    lengths = sorted(len(path.read_text("utf-8").splitlines()) for path in SOURCES)
    assert lengths[len(lengths) // 2] < 120


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_no_module_is_called_after_what_it_might_hold(path: Path):
    assert path.stem not in {"utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff"}


@pytest.mark.parametrize("row", features.ACTIONS, ids=lambda row: row.name)
def test_an_action_shows_before_and_after_and_is_named_like_its_file(row: features.Row):
    module = importlib.import_module(f"m2lsp.features.{row.name}")
    action = features.load(row.name)
    assert module.__doc__ and "\n->\n" in module.__doc__
    assert action.name == row.name == action.run.__name__


def test_every_action_file_has_its_row():
    files = {path.stem for path in (PACKAGE / "features").glob("*.py")} - {"__init__", "inline_completion"}
    assert files == {row.name for row in features.ACTIONS}


def test_every_filter_exports_one_function_named_like_its_file():
    from m2lsp import postprocess

    for filter_ in postprocess.INLINE_COMPLETION:
        assert filter_.__module__ == f"m2lsp.postprocess.{filter_.__name__}"


def test_a_language_is_data_alone():
    for folder in (PACKAGE / "languages").iterdir():
        if folder.is_dir() and folder.name != "__pycache__":
            assert not list(folder.glob("*.py"))
            tomllib.loads((folder / "language.toml").read_text("utf-8"))


@pytest.mark.parametrize("path", SOURCES, ids=_name)
def test_only_backends_open_urls(path: Path):
    if not path.is_relative_to(PACKAGE / "backends"):
        assert "urllib.request" not in path.read_text("utf-8")


# Spelled in pieces, so that this file passes its own rule.
REGISTRIES = (
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "registry.npm" + "js",
    "deb.deb" + "ian.org",
    "registry.yarn" + "pkg",
)


@pytest.mark.parametrize("path", TRACKED, ids=_name)
def test_no_registry_is_named_in_any_file(path: Path):
    content = path.read_bytes()
    assert not [host for host in REGISTRIES if host.encode() in content]


def test_every_kind_command_and_method_of_ours_is_documented():
    page = (ROOT / "docs" / "lsp-extensions.md").read_text("utf-8")
    from m2lsp.lsp.requests.execute_command import COMMANDS

    spoken = {row.kind for row in features.ACTIONS} | set(COMMANDS)
    methods = {m for path in SOURCES for m in re.findall(r'"(m2lsp/[a-zA-Z]+)"', path.read_text("utf-8"))}
    assert not [name for name in spoken | methods if f"`{name}`" not in page]


def test_nothing_heavy_is_imported_before_initialize_is_answered():
    heavy = ("openai", "tree_sitter", "sqlite3", "rich", "pathspec", "xllamacpp", "httpx2", "pydantic")
    code = (
        "import sys; from m2lsp.lsp.routes import create; from m2lsp.lsp.session import Session; "
        f"create(Session()); print([m for m in {heavy!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_tested_is_the_checkout_or_in_ci_the_installed_wheel():
    where = Path(m2lsp.__file__).resolve()
    assert where.is_relative_to(ROOT / "m2lsp") != (os.environ.get("CI") == "true"), where


def test_the_import_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
