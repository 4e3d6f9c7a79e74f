"""The rules of trust over documents that are no files."""

from pathlib import Path

import pytest

from m2lsp.index.rules import Rules

SECRET = """
untitled:.env
untitled:%2Eenv
UNTITLED:.ENV
git:/w/.env?%7B%22path%22%3A%22/w/.env%22%2C%22ref%22%3A%22~%22%7D
git:/w/server.pem.git?%7B%22ref%22%3A%22~%22%7D
vscode-remote://ssh-remote%2Bhost/w/.env
vscode-vfs://github/owner/name/id_rsa
vscode-remote://wsl%2Bubuntu/home/me/.aws/config
oil:///w/.env
oil:///w/a#b/.env
oil:///w/what?/.env
oil-ssh://host//w/.env
vscode-notebook-cell:/w/.env#W0sZmlsZQ%3D%3D
zipfile:///w/a.zip::.env
jar:file:///w/a.jar!/.env
gitshow:HEAD:.env
other:/c%3A/w/.env
other:C:\\w\\.env
scheme://.env
.env
file://[/w/.env
"""

OF_REPOSITORIES = """
fugitive:///w/.git//0/main.py
fugitive:///w/.git//0/.env
gitsigns:///w/.git//HEAD:main.py
untitled:COMMIT_EDITMSG
"""

ALLOWED = """
untitled:Untitled-1
untitled:/w/new.py
untitled:
untitled:///
git:/w/main.py?%7B%22path%22%3A%22/w/main.py%22%2C%22ref%22%3A%22~%22%7D
git:/w/main.py.git?%7B%22ref%22%3A%22~%22%7D
vscode-remote://ssh-remote%2Bhost/w/main.py
vscode-notebook-cell:/w/a.ipynb#W0sZmlsZQ%3D%3D
oil:///w/
oil:///w/.env.example
jdt://contents/a.jar/p/A.class?=x
no-scheme.py
:
"""


@pytest.mark.parametrize("uri", SECRET.split())
def test_a_secret_name_is_refused_under_any_scheme(uri: str):
    assert "by its name it holds" in (Rules([]).refuses_uri(uri) or "")


@pytest.mark.parametrize("uri", OF_REPOSITORIES.split())
def test_what_belongs_to_the_repository_is_refused_under_any_scheme(uri: str):
    assert "repository" in (Rules([]).refuses_uri(uri) or "")


@pytest.mark.parametrize("uri", [*ALLOWED.split(), ""])
def test_an_ordinary_document_without_a_file_may_be_sent(uri: str):
    assert Rules([]).refuses_uri(uri) is None


def test_a_view_of_an_ignored_file_is_refused_like_the_file(tmp_path: Path):
    (tmp_path / ".gitignore").write_text("*.log\nwith#mark/\n")
    here = Rules([tmp_path], ignore_case=False)
    folder = tmp_path.as_uri().removeprefix("file://")
    plain = tmp_path.as_posix() if tmp_path.as_posix().startswith("/") else f"/{tmp_path.as_posix()}"
    (tmp_path / "with#mark").mkdir()
    (tmp_path / "with#mark" / "a.py").touch()
    for uri in (
        f"git:{folder}/a.log?ref",
        f"git:{folder}/a.log.git?ref",
        f"vscode-remote://host{folder}/deep/a%2Elog",
        f"vscode-notebook-cell:{folder}/a.log#cell",
        f"oil://{plain}/with#mark/a.py",
        f"git:{folder}/../{tmp_path.name}/a.log",
    ):
        assert "git ignores it" in (here.refuses_uri(uri) or ""), uri
    assert here.refuses_uri(f"git:{folder}/a.py?ref") is None
    assert here.refuses_uri(f"git:{folder}/a.py?{'x' * 300}/a.log") is None


def test_a_view_of_a_link_to_a_secret_is_refused(tmp_path: Path):
    (tmp_path / "plain.txt").symlink_to(tmp_path / ".env")
    uri = tmp_path.as_uri().replace("file:", "git:") + "/plain.txt"
    assert "environment settings" in (Rules([tmp_path]).refuses_uri(uri) or "")


def test_the_ignore_files_of_a_folder_do_not_hold_for_paths_elsewhere(tmp_path: Path):
    (tmp_path / ".gitignore").write_text("*.log\n")
    here = Rules([tmp_path], ignore_case=False)
    assert here.refuses_uri("vscode-remote://host/elsewhere/a.log") is None
    assert here.refuses_uri("untitled:a.log") is None


def test_a_path_that_no_system_can_follow_is_refused(tmp_path: Path):
    uri = tmp_path.as_uri().replace("file:", "git:") + "/a%00.py"
    assert "can't be followed" in (Rules([tmp_path]).refuses_uri(uri) or "")
