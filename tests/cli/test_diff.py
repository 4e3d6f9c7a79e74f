"""Diffs that git applies to the byte."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from m2lsp.cli import diff
from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.text import Span

lines = st.lists(st.sampled_from(["a", "b", "", "é", "\r", "\x0c", "\u2028"]), max_size=6)
texts = st.tuples(lines, st.sampled_from(["\n", "\r\n"])).map(lambda drawn: drawn[1].join(drawn[0]))


def edit(before: str, after: str) -> DocumentEdit:
    document = Document("file:///a", before)
    return DocumentEdit(document, (Edit(Span(0, len(before)), after),))


def applied(folder: Path, name: str, before: str, after: str) -> bytes:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before.encode())
    patch = diff.unified(edit(before, after), name).encode()
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=folder, input=patch, check=True)
    return path.read_bytes()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=texts.filter(bool), after=texts.filter(bool))
def test_git_makes_of_a_diff_what_the_edit_makes(tmp_path: Path, before: str, after: str):
    if before != after:
        assert applied(tmp_path, "a.py", before, after) == after.encode()


@pytest.mark.parametrize("name", ["a b.py", "sub/é.py", "-x.py"])
def test_git_finds_files_of_any_name(tmp_path: Path, name: str):
    assert applied(tmp_path, name, "x\n", "y\n") == b"y\n"


def test_a_name_with_a_blank_ends_at_a_tab_because_patch_reads_no_further_without():
    assert diff.unified(edit("x\n", "y\n"), "a b.py").startswith("--- a/a b.py\t\n+++ b/a b.py\t\n")


@pytest.mark.parametrize("text", ["x\n", "x", "a\r\nb\r\n"])
def test_git_creates_a_new_file(tmp_path: Path, text: str):
    patch = diff.created(text, "sub/new.py").encode()
    subprocess.run(["git", "apply", "--whitespace=nowarn"], cwd=tmp_path, input=patch, check=True)
    assert (tmp_path / "sub" / "new.py").read_bytes() == text.encode()
