"""What an edit must pass before anyone sees it."""

import pytest

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, Edit
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span
from m2lsp.edits import Reason, check, minimise

PYTHON = Document("file:///a.py", "def f(x):\n    return x\n\n\ndef g(x):\n    return f(x)\n", "python")


def checked(document: Document, after: str, scope: Span | None = None) -> tuple[str, ...] | Drop:
    return check(minimise(document, after), scope)


def refused(document: Document, after: str, scope: Span | None = None) -> Drop:
    got = checked(document, after, scope)
    assert isinstance(got, Drop)
    return got


def test_a_sound_edit_says_what_was_checked():
    got = checked(PYTHON, PYTHON.text.replace("return x", "return -x"), Span(0, 23))
    assert not isinstance(got, Drop)
    assert "changes only what was asked for" in got
    assert "line ends kept" in got
    assert any(said.startswith("parses no worse than before (") for said in got)


def test_an_edit_that_changes_nothing_is_refused():
    assert check(DocumentEdit(PYTHON, ()), None) == refused(PYTHON, PYTHON.text)
    same = DocumentEdit(PYTHON, (Edit(Span(0, 3), "def"),))
    got = check(same, None)
    assert isinstance(got, Drop)
    assert got.reason == Reason.UNCHANGED


def test_an_edit_outside_its_scope_is_refused_with_its_lines():
    got = refused(PYTHON, PYTHON.text.replace("f(x)\n", "f(y)\n"), Span(0, 23))
    assert got.reason == Reason.OUTSIDE_SCOPE
    assert got.detail.startswith("It changes line 6, outside lines 1 to 2.")


@pytest.mark.parametrize(
    ("language", "name", "before", "after"),
    [
        ("python", "a.py", "def f():\n    return (1)\n", "def f():\n    return (1\n"),
        ("rust", "a.rs", "fn f() -> u8 {\n    1\n}\n", "fn f() -> u8 {\n    1\n"),
        ("go", "a.go", "package a\n\nfunc f() {\n}\n", "package a\n\nfunc f( {\n}\n"),
        ("typescript", "a.ts", "const a = [1];\n", "const a = [1;\n"),
        ("kotlin", "a.kt", "fun f() {\n    g()\n}\n", "fun f() {\n    g(\n}\n"),
    ],
)
def test_an_edit_that_parses_worse_is_refused(language: str, name: str, before: str, after: str):
    got = refused(Document(f"file:///{name}", before, language), after)
    assert got.reason == Reason.SYNTAX
    assert "line" in got.detail


def test_a_file_that_was_broken_before_may_stay_so():
    broken = Document("file:///a.py", "def f(:\n    return 1\n", "python")
    assert not isinstance(checked(broken, broken.text.replace("1", "2")), Drop)


def test_a_language_without_a_grammar_is_said_to_be_unparsed():
    got = checked(Document("file:///a.xyz", "a (\n", "no-such-language"), "a ((\n")
    assert not isinstance(got, Drop)
    assert "not parsed: no grammar for no-such-language" in got


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("a\nb\n", "a\r\nb\n", Reason.LINE_ENDS),
        ("a\r\nb\r\n", "a\r\nc\nb\r\n", Reason.LINE_ENDS),
        ("a\nb\n", "a\nc", Reason.FINAL_NEWLINE),
        ("a\nb", "a\nc\n", Reason.FINAL_NEWLINE),
    ],
)
def test_line_ends_and_the_end_of_the_file_are_kept(before: str, after: str, reason: Reason):
    assert refused(Document("file:///a.txt", before), after).reason == reason


@pytest.mark.parametrize(
    ("before", "after"), [("a", "b\nc"), ("a\r\nb\n", "a\r\nc\n"), ("", "a\n"), ("a\n", "")]
)
def test_line_ends_that_the_file_has_or_could_have_are_fine(before: str, after: str):
    assert not isinstance(checked(Document("file:///a.txt", before), after), Drop)


@pytest.mark.parametrize(
    "line",
    [
        "// ... rest unchanged ...",
        "# ... existing code ...",
        "    # … rest of the function …",
        "/* existing code */",
        "<!-- rest of the file unchanged -->",
        "{/* ... existing code ... */}",
        "-- remaining code stays the same",
        "// rest of the code remains unchanged",
        "// keep the existing implementation",
        "# (same as before) ...",
        "... rest of the code ...",
        "# no changes",
        "// other methods unchanged",
    ],
)
def test_a_line_that_stands_for_code_is_refused(line: str):
    got = refused(Document("file:///a.txt", "a\nb\n"), f"a\n{line}\n")
    assert got.reason == Reason.PLACEHOLDER


@pytest.mark.parametrize(
    "line",
    [
        "    ...rest,",
        "  ...",
        "def f(self) -> int: ...",
        "// Loads the rest of the code lazily.",
        "# Existing code paths must keep working.",
        "// wait for the remaining tests to finish",
        "# the same rules apply to other files",
        "f(x, ...)",
        'print("... rest unchanged ...")',
        "#[cfg(test)]",
        "# TODO: loading ...",
    ],
)
def test_a_line_that_only_sounds_alike_is_not(line: str):
    assert not isinstance(checked(Document("file:///a.txt", "a\nb\n"), f"a\n{line}\n"), Drop)


def test_a_placeholder_that_was_there_before_is_left_alone():
    document = Document("file:///a.txt", "a\n// ... existing code ...\n")
    assert not isinstance(checked(document, "b\n// ... existing code ...\n"), Drop)
