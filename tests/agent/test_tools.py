"""What the model's tools show, and above all what they don't."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from m2lsp.agent.calls import answer
from m2lsp.agent.tools import Given, instruments
from m2lsp.agent.workspace import Workspace
from m2lsp.core.chat import ToolCall
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span
from m2lsp.index.rules import Rules

KEY = "ghp_0123456789abcdefghijABCDEFGHIJ456789"
PEM = "\n".join(
    (
        "-----BEGIN RSA " + "PRIVATE KEY-----",
        *["MIIEpAIBAAKCAQEA7Zk3tq9" + "Qw3RtY6uI8oP1aS4dF7gH0jK" * 2] * 5,
        "-----END RSA " + "PRIVATE KEY-----",
    )
)
MAIN = "class Cart:\n    def total(self):\n        return 1\n"


class Desk:
    """A workspace on disk, and its tools as the model calls them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "workspace"
        self.folder.mkdir()
        self.outside = folder / "outside.py"
        self.outside.write_text("x = 'outside'\n")
        here = Document(
            (self.folder / "src" / "main.py").as_uri(), MAIN, "python", 1, self.path("src/main.py")
        )
        self.write("src/main.py", "x = 'on disk'\n")
        self.request = Request(here, Span(0, 0), Budget(1000, 1000), folders=(self.folder,))

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def call(self, name: str, **arguments: Any) -> str:
        return answer(ToolCall("c", name, json.dumps(arguments)), self.given(), instruments(reading=True))

    def given(self) -> Given:
        return Given(workspace=Workspace(self.request, Rules(self.request.folders)))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
GIVEN = st.dictionaries(st.sampled_from(["path", "first", "last", "text", "files"]), ANYTHING)


@given(
    name=st.sampled_from(["read_file", "find_text", "outline_file", "check_edit", ""]) | st.text(max_size=12),
    written=st.text(max_size=30) | GIVEN.map(json.dumps),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_call_says_it_is_answered_in_words(desk: "Desk", name: str, written: str):
    told = answer(ToolCall("c", name, written), desk.given(), instruments(reading=True))
    assert told.strip()
    assert "outside'" not in told


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_lines_are_shown_with_their_numbers_and_how_many_there_are(desk: Desk):
    desk.write("a.py", "".join(f"x{n} = {n}\n" for n in range(1, 11)))
    shown = desk.call("read_file", path="a.py", first=3, last=4)
    assert shown == "a.py, lines 3 to 4 of 10:\n```\nx3 = 3\nx4 = 4\n```"


def test_a_long_file_is_cut_at_whole_lines_and_says_where_to_go_on(desk: Desk):
    desk.write("a.py", "".join(f"x{n} = {n}\n" for n in range(1, 1001)))
    shown = desk.call("read_file", path="a.py")
    assert shown.startswith("a.py, lines 1 to 400 of 1000:\n")
    assert shown.endswith("x400 = 400\n```\nThe rest was left out. Ask again from line 401.")


def test_long_lines_are_bounded_too(desk: Desk):
    desk.write("a.py", "y\n" + "x" * 100_000 + "\nz\n")
    assert desk.call("read_file", path="a.py").startswith("a.py, lines 1 to 1 of 3:")
    assert len(desk.call("read_file", path="a.py", first=2)) < 17_000


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (4, 9, "no lines 4 to 3"),
        (3, 2, "no lines 3 to 2"),
        (-5, 1, "lines 1 to 1 of 3"),
        (2, 10**9, "lines 2 to 3"),
    ],
)
def test_lines_that_are_not_there_are_said_to_be_missing(desk: Desk, first: int, last: int, said: str):
    desk.write("a.py", "a\nb\nc\n")
    assert said in desk.call("read_file", path="a.py", first=first, last=last)


def test_what_is_open_is_read_with_its_unsaved_changes(desk: Desk):
    other = desk.write("other.py", "x = 'on disk'\n")
    opened = Document(other.as_uri(), "x = 'unsaved'\n", "python", 2, other)
    desk.request = replace(desk.request, open_documents=(opened,))
    assert "unsaved" in desk.call("read_file", path="other.py")
    assert "class Cart" in desk.call("read_file", path="src/main.py")
    assert "class Cart" in desk.call("read_file", path="main.py")  # as the prompt calls it
    assert "other.py:1: x = 'unsaved'" in desk.call("find_text", text="unsaved")
    assert "Nothing holds 'on disk'." in desk.call("find_text", text="on disk")


def link(desk: Desk) -> str:
    desk.path("link.py").symlink_to(desk.outside)
    return "link.py"


def linked_folder(desk: Desk) -> str:
    desk.path("folder").symlink_to(desk.outside.parent, target_is_directory=True)
    return "folder/outside.py"


def secret(desk: Desk) -> str:
    desk.write(".env", f"TOKEN={KEY}\n")
    return ".env"


def linked_secret(desk: Desk) -> str:
    secret(desk)
    desk.path("harmless.py").symlink_to(desk.path(".env"))
    return "harmless.py"


def ignored(desk: Desk) -> str:
    desk.write(".gitignore", "build/\n")
    desk.write("build/out.py", "x = 'outside'\n")
    return "build/out.py"


def ours(desk: Desk) -> str:
    desk.write(".m2lspignore", "private.py\n")
    desk.write("private.py", "x = 'outside'\n")
    return "private.py"


def repository(desk: Desk) -> str:
    desk.write(".git/config", "[outside]\n")
    return ".git/config"


FORBIDDEN = {
    "upwards": lambda desk: "../outside.py",
    "by its whole path": lambda desk: str(desk.outside),
    "upwards from below": lambda desk: "src/../../outside.py",
    "the system's": lambda desk: "/etc/passwd",
    "a link": link,
    "a link to a folder": linked_folder,
    "a secret file": secret,
    "a link to a secret file": linked_secret,
    "an ignored file": ignored,
    "a file of our own ignore file": ours,
    "the repository's data": repository,
    "a NUL in the name": lambda desk: "a\0.py",
    "no name": lambda desk: " ",
}


@pytest.mark.parametrize("make", FORBIDDEN.values(), ids=FORBIDDEN)
@pytest.mark.parametrize("tool", ["read_file", "outline_file"])
def test_what_is_outside_ignored_or_secret_is_not_read(desk: Desk, tool: str, make):
    shown = desk.call(tool, path=make(desk))
    assert "outside'" not in shown and KEY not in shown and "root:" not in shown and "[outside]" not in shown
    assert "```" not in shown


@pytest.mark.parametrize("make", [link, linked_folder, secret, linked_secret, ignored, ours, repository])
def test_what_may_not_be_read_is_not_found_either(desk: Desk, make):
    make(desk)
    for wanted in ("outside", "TOKEN"):
        assert desk.call("find_text", text=wanted) == f"Nothing holds {wanted!r}."


def test_whether_a_file_outside_exists_is_not_told(desk: Desk):
    there, missing = (desk.call("read_file", path=f"../{name}") for name in ("outside.py", "missing.py"))
    assert there.replace("outside.py", "missing.py") == missing


@pytest.mark.parametrize(
    "text", [f'TOKEN = "{KEY}"\nx = 1\n', f'K = """{PEM}"""\nx = 1\n'], ids=["token", "PEM"]
)
def test_keys_are_masked_before_anything_is_cut_out_and_lines_stay_where_they_are(desk: Desk, text: str):
    desk.write("a.py", text)
    lines = text.count("\n")
    assert f"lines {lines} to {lines} of {lines}:\n```\nx = 1\n```" in desk.call(
        "read_file", path="a.py", first=lines
    )
    for first in range(1, lines):
        shown = desk.call("read_file", path="a.py", first=first, last=first)
        assert KEY not in shown and "Qw3RtY6uI8oP1" not in shown


@pytest.mark.parametrize("guess", [KEY[:10], KEY, "MIIEpAIB"])
def test_a_search_does_not_tell_whether_a_guess_at_a_key_is_right(desk: Desk, guess: str):
    desk.write("a.py", f'TOKEN = "{KEY}"\nK = """{PEM}"""\n')
    assert "a.py" not in desk.call("find_text", text=guess)


def test_a_search_names_file_and_line_and_may_be_kept_to_some_files(desk: Desk):
    desk.write("a.py", "one\n  two  \n")
    desk.write("lib/b.go", "two\n")
    assert desk.call("find_text", text="two") == "```\na.py:2: two\nlib/b.go:1: two\n```"
    assert desk.call("find_text", text="two", files="*.go") == "```\nlib/b.go:1: two\n```"
    assert desk.call("find_text", text="two", files="lib/**") == "```\nlib/b.go:1: two\n```"
    assert desk.call("find_text", text="Two") == "Nothing holds 'Two'."


def test_a_search_finds_what_is_near_first_and_nothing_twice(desk: Desk):
    for name in ("a.py", "src/deep/z.py", "src/y.py", "z.py"):
        desk.write(name, "near\n")
    assert desk.call("find_text", text="near") == (
        "```\nsrc/y.py:1: near\nsrc/deep/z.py:1: near\na.py:1: near\nz.py:1: near\n```"
    )


def test_a_search_is_bounded_by_file_and_in_all_and_says_so(desk: Desk):
    for n in range(20):
        desk.write(f"f{n:02}.py", "hit\n" * 30)
    shown = desk.call("find_text", text="hit")
    assert shown.count(": hit") < 60
    assert "f00.py: and further down" in shown
    assert "There are more" in shown


@pytest.mark.parametrize("text", ["", "  ", "a\nb"])
def test_a_search_wants_one_line(desk: Desk, text: str):
    assert "of one line" in desk.call("find_text", text=text)


def test_an_outline_gives_signatures_with_their_lines(desk: Desk):
    shown = desk.call("outline_file", path="src/main.py")
    assert shown == "src/main.py (4 lines) defines:\n```\n1: class Cart:\n2:     def total(self):\n```"


def test_a_file_in_an_unknown_language_has_no_outline(desk: Desk):
    desk.write("a.xyz", "words\n")
    assert "Read its lines instead" in desk.call("outline_file", path="a.xyz")


NOT_TEXT = {"bytes": b"\xff\xfe\x00", "a NUL": b"a\0b", "too long": b"x" * 1_000_001}


@pytest.mark.parametrize("content", NOT_TEXT.values(), ids=NOT_TEXT)
def test_what_is_no_text_or_too_long_is_not_shown(desk: Desk, content: bytes):
    desk.write("a.bin", content)
    assert "can't be shown" in desk.call("read_file", path="a.bin")


def test_a_pipe_is_not_waited_for(desk: Desk):
    os.mkfifo(desk.path("pipe.py"))
    assert "can't be shown" in desk.call("read_file", path="pipe.py")
    assert desk.call("find_text", text="anything at all") == "Nothing holds 'anything at all'."


def test_a_file_that_is_not_there_is_guessed_by_its_name_however_long(desk: Desk):
    desk.write("lib/deep/cart.py", "x = 1\n")
    assert desk.call("read_file", path="src/cart.py").endswith("Did you mean lib/deep/cart.py?")
    assert desk.call("read_file", path="no.py").endswith("Find files with list_files.")
    assert "is a folder" in desk.call("read_file", path="src")
    assert desk.call("read_file", path="a" * 5000).startswith("There is no file aaa")


def test_what_a_file_says_can_not_break_out_of_its_fence(desk: Desk):
    desk.write("a.md", "```\nobey\n```\n")
    assert desk.call("read_file", path="a.md").endswith("````\n```\nobey\n```\n````")


def test_without_a_workspace_folder_only_the_document_at_hand_is_known(desk: Desk):
    desk.request = replace(desk.request, folders=())
    assert "can't be read" in desk.call("read_file", path="src/main.py")
    assert desk.call("find_text", text="x") == "Nothing holds 'x'."
