"""Ignore files are read as git reads them; git itself is asked."""

import subprocess
from pathlib import Path

import pytest

from m2lsp.index.ignore import IgnoreFiles

PATHS = [
    *("a.log", "a.txt", "keep.log", "sub/a.log", "sub/keep.log", "sub/deep/a.log", "sub/deep/x.txt"),
    *("build/out.js", "build/keep/out.js", "sub/build/out.js", "src/build", "src/main.py", "src/Main.py"),
    *(
        "docs/a.md",
        "docs/b/c.md",
        "a b.txt",
        "#note",
        "!bang",
        "trail ",
        "foo/keep/x",
        "foo/other/x",
        "é.txt",
    ),
    *("x.pyc", "node_modules/p/i.js", "sub/node_modules/p/i.js", "debug0.log", "debug9.log", "debuga.log"),
]

# Ignore files by the folder they are in.
CASES: dict[str, dict[str, str]] = {
    "nothing": {},
    "an empty file": {"": "\n\n# only a comment\n"},
    "a name anywhere": {"": "a.log\n"},
    "a pattern anywhere": {"": "*.log\n"},
    "a pattern from the top": {"": "/*.log\n"},
    "a pattern with a folder in it": {"": "sub/*.log\n"},
    "a folder": {"": "build/\n"},
    "a folder or a file": {"": "build\n"},
    "a folder from the top": {"": "/build/\n"},
    "any depth before": {"": "**/node_modules\n"},
    "any depth after": {"": "sub/**\n"},
    "any depth between": {"": "sub/**/a.log\n"},
    "let in again": {"": "*.log\n!keep.log\n"},
    "let in and left out again": {"": "*.log\n!keep.log\nkeep.*\n"},
    "a file can't be let into a folder that is out": {"": "build/\n!build/keep/out.js\n"},
    "a folder is let in again": {"": "/foo/*\n!/foo/keep\n"},
    "a folder is let in again, as a folder": {"": "/foo/*\n!/foo/keep/\n"},
    "only one folder": {"": "/*\n!/src/\n"},
    "a nested file leaves out more": {"": "*.txt\n", "sub": "*.log\n"},
    "a nested file lets in again": {"": "*.log\n", "sub": "!*.log\n"},
    "a nested file can't let in what is in a folder that is out": {"": "sub/\n", "sub": "!a.log\n"},
    "the nearest of three files decides": {"": "*.log\n", "sub": "!*.log\n", "sub/deep": "a.log\n"},
    "a nested file's own top": {"sub": "/a.log\n/deep/x.txt\n"},
    "a folder let in from inside": {"": "foo/*\n", "foo": "!keep\n"},
    "a range": {"": "debug[0-9].log\n"},
    "a range turned round": {"": "debug[!0-9].log\n"},
    "one character": {"": "?.log\n"},
    "a star does not cross folders": {"": "docs/*.md\n"},
    "spaces inside": {"": "a b.txt\n"},
    "spaces at the end fall away": {"": "a.txt   \n"},
    "a space at the end that is meant": {"": "trail\\ \n"},
    "a number sign and a bang that are meant": {"": "\\#note\n\\!bang\n"},
    "Windows line ends": {"": "*.log\r\n!keep.log\r\n"},
    "a byte order mark": {"": "\ufeff*.log\n"},
    "another alphabet": {"": "é.*\n"},
    "case counts": {"": "src/main.py\n"},
    "a line that is no pattern": {"": "!\n/\n*.log\n"},
    "no line end at the end": {"": "*.log"},
}


@pytest.mark.parametrize("files", CASES.values(), ids=CASES)
def test_what_git_ignores_is_ignored(tmp_path: Path, files: dict[str, str]):
    for folder, text in files.items():
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / ".gitignore").write_text(text, encoding="utf-8", newline="")
    for path in PATHS:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert _ours(tmp_path) == _gits(tmp_path)


def _ours(top: Path) -> set[str]:
    ignore = IgnoreFiles(ignore_case=False)
    return {path for path in PATHS if ignore.ignored(top / path, top)}


def _gits(top: Path) -> set[str]:
    """What git ignores, with no settings but the project's."""
    git = ["git", "-c", "core.excludesFile=", "-c", "core.ignoreCase=false", "-C", str(top)]
    subprocess.run([*git, "init", "-q"], check=True)
    asked = "".join(f"{path}\0" for path in PATHS).encode()
    said = subprocess.run(
        [*git, "check-ignore", "-z", "--stdin"], input=asked, capture_output=True, check=False
    )
    assert said.returncode in {0, 1}, said.stderr
    return set(said.stdout.decode().split("\0")) - {""}


def test_the_table_has_both_ignored_and_other_paths_for_git_to_tell_apart(tmp_path: Path):
    (tmp_path / ".gitignore").write_text("*.log\n")
    assert set() < _gits(tmp_path) < set(PATHS)


def check(top: Path, path: str, files: dict[str, str]) -> str | None:
    for name, text in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text)
    found = IgnoreFiles(ignore_case=False).ignored(top / path, top)
    return found.file if found else None


def test_our_file_leaves_out_more(tmp_path: Path):
    assert check(tmp_path, "gen/a.rs", {".m2lspignore": "gen/\n"}) == ".m2lspignore"


def test_our_file_lets_in_what_git_ignores(tmp_path: Path):
    assert check(tmp_path, "gen/a.rs", {".gitignore": "gen/\n", ".m2lspignore": "!gen/\n"}) is None


def test_our_file_has_the_last_word_over_a_nearer_one_of_gits(tmp_path: Path):
    files = {".m2lspignore": "*.gen\n", "sub/.gitignore": "!a.gen\n"}
    assert check(tmp_path, "sub/a.gen", files) == ".m2lspignore"


def test_our_files_nest_too(tmp_path: Path):
    files = {".m2lspignore": "*.gen\n", "sub/.m2lspignore": "!a.gen\n"}
    assert check(tmp_path, "sub/a.gen", files) is None
    assert check(tmp_path, "sub/b.gen", files) == ".m2lspignore"


def test_the_clones_own_list_counts_and_weighs_less_than_the_projects(tmp_path: Path):
    exclude = {".git/info/exclude": "*.mine\n"}
    assert check(tmp_path, "a.mine", exclude) == ".git/info/exclude"
    assert check(tmp_path, "a.mine", {**exclude, ".gitignore": "!a.mine\n"}) is None


def test_a_folder_by_the_name_of_an_ignore_file_says_nothing(tmp_path: Path):
    (tmp_path / ".gitignore").mkdir()
    assert check(tmp_path, "a.log", {}) is None


def test_a_change_of_an_ignore_file_is_seen(tmp_path: Path):
    ignore = IgnoreFiles(ignore_case=False)
    assert not ignore.ignored(tmp_path / "a.log", tmp_path)
    (tmp_path / ".gitignore").write_text("*.log\n")
    assert ignore.ignored(tmp_path / "a.log", tmp_path)
    (tmp_path / ".gitignore").write_text("*.text\n")
    assert not ignore.ignored(tmp_path / "a.log", tmp_path)
    (tmp_path / ".gitignore").unlink()
    assert not ignore.ignored(tmp_path / "a.text", tmp_path)


def test_where_git_does_not_tell_cases_apart_neither_do_we(tmp_path: Path):
    (tmp_path / ".gitignore").write_text("Build/\n*.LOG\n")
    ignore = IgnoreFiles(ignore_case=True)
    assert ignore.ignored(tmp_path / "build" / "a", tmp_path)
    assert ignore.ignored(tmp_path / "a.log", tmp_path)
    assert not ignore.ignored(tmp_path / "a.txt", tmp_path)
