"""A part of a file in place of the whole: refused, as it would delete the rest."""

import pytest

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.edits import Reason, Whole, edit_document

PYTHON = "import os\n\n\nclass C:\n    def a(self):\n        return 1\n\n\ndef b():\n    return 2\n"
RUST = "struct S;\n\nimpl S {\n    fn a(&self) {}\n}\n\nfn b() {}\n"
GO = "package a\n\nfunc A() {}\n\nfunc B() {}\n"
KOTLIN = "val a = 1\n\nfun b() = a\n"
TYPESCRIPT = "export const a = 1;\nfunction b() {}\n"
WORDS = "one\n\ntwo\n\nthree\nfour\n"

PARTS = [
    ("python", PYTHON, "def b():\n    return 3\n", "`C` and `a`"),
    ("python", PYTHON, PYTHON.replace("def b", "def c"), "`b`"),
    ("rust", RUST, "fn b() { b() }\n", "`S` and `a`"),
    ("go", GO, "func A() { B() }\n", "`B`"),
    ("kotlin", KOTLIN, "fun b() = 2\n", "`a`"),
    ("typescript", TYPESCRIPT, "function b() { a; }\n", "`a`"),
    ("python", "".join(f"v{n} = 1\n" for n in range(9)), "x = 1\n", "`v4` and 4 more"),
    ("text", WORDS, "one\n\n\n\n\n\n", "1 of 4 lines"),
    ("python", "f()\ng()\nh()\n", "f(1)\n", "1 of 3 lines"),
]
WHOLES = [
    ("python", PYTHON, PYTHON.replace("return 2", "return 3")),
    (
        "python",
        PYTHON,
        PYTHON.replace("    def a(self):\n        return 1", "    x = 1") + "def a(): return 1\n",
    ),
    ("rust", RUST, RUST.replace("fn b() {}", "fn c() {}\nfn b() {\n    c()\n}")),
    ("text", WORDS, "two\nthree\n"),
    ("python", "f()\ng()\nh()\n", "f(1)\ng()\n"),
    ("python", "", "x = 1\n"),
]


@pytest.mark.parametrize(("language", "before", "part", "words"), PARTS)
def test_a_part_in_place_of_the_whole_is_refused_and_what_would_go_is_named(
    language: str, before: str, part: str, words: str
):
    got = edit_document(Document("file:///a", before, language), [Whole(part)])
    assert isinstance(got, Drop)
    assert got.reason == Reason.FRAGMENT
    assert words in got.detail


@pytest.mark.parametrize(("language", "before", "after"), WHOLES)
def test_a_whole_text_that_keeps_what_was_defined_is_taken(language: str, before: str, after: str):
    got = edit_document(Document("file:///a", before, language), [Whole(after)])
    assert not isinstance(got, Drop)
    assert got.after == after


@pytest.mark.parametrize(("language", "before", "part", "words"), PARTS)
def test_a_part_is_taken_for_the_whole_if_told_so(language: str, before: str, part: str, words: str):
    got = edit_document(Document("file:///a", before, language), [Whole(part)], whole=True)
    assert not isinstance(got, Drop)
    assert got.after == part
