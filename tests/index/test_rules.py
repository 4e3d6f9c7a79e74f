"""The rules of trust over files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from m2lsp.index.rules import Rules


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "main.rs").write_text("fn main() {}\n")
    return folder


def rules(*folders: Path) -> Rules:
    return Rules(folders, ignore_case=False)


def test_an_ordinary_file_may_be_read(project: Path):
    assert rules(project).refuses(project / "src" / "main.rs") is None
    assert rules(project).refuses(project / "not" / "there" / "yet.rs") is None
    assert rules(project).refuses(project) is None
    assert rules(project).refuses(Path(project.anchor)) is None


def test_an_ignored_file_is_refused_with_the_rule_and_what_to_do(project: Path):
    (project / ".gitignore").write_text("target/\n")
    assert rules(project).refuses(project / "target" / "out.rs") == (
        'm2lsp leaves out.rs alone: git ignores it, by "target/" in .gitignore. '
        'To let m2lsp read it, write "!/target/" into .m2lspignore in the folder project.'
    )


def test_doing_what_the_refusal_says_helps(project: Path):
    (project / ".gitignore").write_text("target/\n")
    here = rules(project)
    assert here.refuses(project / "target" / "deep" / "out.rs")
    (project / ".m2lspignore").write_text("!/target/\n")
    assert here.refuses(project / "target" / "deep" / "out.rs") is None


def test_our_own_ignore_file_is_named(project: Path):
    (project / "src" / ".m2lspignore").write_text("*.gen.rs\n")
    said = rules(project).refuses(project / "src" / "a.gen.rs")
    assert said == 'm2lsp leaves a.gen.rs alone: "*.gen.rs" in src/.m2lspignore says so.'


def test_a_secret_file_is_refused_whatever_the_ignore_files_say(project: Path):
    (project / ".m2lspignore").write_text("!.env\n")
    said = rules(project).refuses(project / ".env")
    assert said == "m2lsp leaves .env alone: by its name it holds environment settings."
    assert rules(project).refuses(project / ".env.example") is None


def test_a_refusal_gives_no_place_on_the_users_machine_away(project: Path):
    (project / ".gitignore").write_text("*.log\n")
    for name in ("a.log", ".env", ".git/config", "COMMIT_EDITMSG"):
        said = rules(project).refuses(project / name)
        assert said
        assert str(project.parent) not in said


@pytest.mark.parametrize(
    "name",
    (
        ".git/config",
        ".git/COMMIT_EDITMSG",
        ".GIT/HEAD",
        "sub/.git/HEAD",
        ".hg/store/x",
        ".svn/entries",
        ".jj/x",
        "COMMIT_EDITMSG",
        "git-rebase-todo",
        "MERGE_MSG",
    ),
)
def test_the_repositorys_own_data_is_refused(project: Path, name: str):
    assert rules(project).refuses(project / name)


@pytest.mark.parametrize("name", [".github/workflows/ci.yml", ".gitignore", "git/x.c", "commit.txt"])
def test_files_about_the_repository_are_not(project: Path, name: str):
    assert rules(project).refuses(project / name) is None


def test_the_ignore_files_of_the_repository_round_the_folder_count(project: Path):
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    (project / ".gitignore").write_text("/src/*.log\n")
    assert rules(project / "src").refuses(project / "src" / "a.log")
    assert rules(project / "src").refuses(project / "src" / "a.rs") is None


def test_ignore_files_above_a_folder_without_a_repository_do_not_count(project: Path):
    (project / ".gitignore").write_text("*.log\n")
    assert rules(project / "src").refuses(project / "src" / "a.log") is None


def test_a_file_outside_every_folder_is_judged_by_its_own_repository(project: Path, tmp_path: Path):
    other = tmp_path / "other"
    other.mkdir()
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    (other / ".gitignore").write_text("*.log\n")
    for here in (rules(project), rules()):
        assert here.refuses(other / "a.log")
        assert here.refuses(other / ".env")
        assert here.refuses(other / "a.rs") is None


def test_a_link_to_a_refused_file_is_refused(project: Path):
    (project / ".env").write_text("KEY=1\n")
    (project / "notes.txt").symlink_to(project / ".env")
    (project / "safe.txt").symlink_to(project / "src" / "main.rs")
    assert rules(project).refuses(project / "notes.txt")
    assert rules(project).refuses(project / "safe.txt") is None


def test_a_refused_name_that_links_to_an_ordinary_file_is_refused(project: Path):
    (project / "id_rsa").symlink_to(project / "src" / "main.rs")
    assert rules(project).refuses(project / "id_rsa")


def test_an_ignored_folder_is_refused_through_a_link_too(project: Path):
    (project / ".gitignore").write_text("private/\n")
    (project / "private").mkdir()
    (project / "public").symlink_to(project / "private", target_is_directory=True)
    assert rules(project).refuses(project / "public" / "a.rs")


def test_a_folder_opened_through_a_link_has_its_rules(project: Path, tmp_path: Path):
    (project / ".gitignore").write_text("*.log\n")
    link = tmp_path / "link"
    link.symlink_to(project, target_is_directory=True)
    for folder in (link, project):
        for path in (link / "a.log", project / "a.log"):
            assert rules(folder).refuses(path)
        assert rules(folder).refuses(link / "src" / "main.rs") is None
        assert rules(folder).confined(link / "src" / "main.rs")


def test_dots_in_a_path_do_not_help(project: Path):
    (project / ".gitignore").write_text("/private/\n")
    assert rules(project).refuses(project / "src" / ".." / "private" / "a.rs")
    assert rules(project).refuses(project / "private" / ".." / "src" / "main.rs") is None


def test_a_path_that_can_not_be_followed_is_refused(project: Path):
    assert rules(project).refuses(project / "a\0b")
    assert not rules(project).confined(project / "a\0b")


def test_links_that_run_in_a_circle_are_put_up_with(project: Path):
    (project / "loop.rs").symlink_to(project / "loop.rs")
    assert rules(project).refuses(project / "loop.rs") is None


def test_tools_stay_inside_the_folders(project: Path, tmp_path: Path):
    here = rules(project)
    outside = tmp_path / "outside.rs"
    outside.write_text("")
    (project / "out.rs").symlink_to(outside)
    (project / "in.rs").symlink_to(project / "src" / "main.rs")
    assert here.confined(project / "src" / "main.rs")
    assert here.confined(project / "in.rs")
    assert not here.confined(outside)
    assert not here.confined(project / "out.rs")
    assert not here.confined(project / ".." / "outside.rs")
    assert not here.confined(tmp_path / "project-too" / "a.rs")
    assert not rules().confined(outside)


def test_an_open_document_outside_the_folders_may_be_sent(project: Path, tmp_path: Path):
    assert rules(project).refuses(tmp_path / "outside.rs") is None


# Run apart, because root may read anything: there the process first becomes somebody else.
REFUSED = """
import os, sys
from pathlib import Path
import pathspec
from m2lsp.index.rules import Rules
top = Path(sys.argv[1])
os.chown(top, 65534, 65534) if os.geteuid() == 0 else None
os.setuid(65534) if os.geteuid() == 0 else None
print(Rules([top]).refuses(top / "a.rs"))
"""


def test_where_an_ignore_file_can_not_be_read_nothing_is_sent():
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:  # pytest's own folders are closed to others
        (Path(folder) / ".gitignore").write_text("*.rs\n")
        (Path(folder) / ".gitignore").chmod(0)
        arguments = [sys.executable, "-c", REFUSED, folder]
        said = subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=os.sep).stdout
    assert said == "m2lsp leaves a.rs alone: an ignore file above it can't be read.\n"


def test_pathspec_is_not_imported_where_there_are_no_ignore_files():
    code = (
        "import sys; from pathlib import Path; from m2lsp.index.rules import Rules\n"
        "Rules([Path('/')]).refuses(Path('/no-such/file.rs')); sys.exit('pathspec' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
