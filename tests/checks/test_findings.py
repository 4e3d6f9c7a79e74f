"""What compilers print, read as findings.  The outputs are those of the tools."""

from pathlib import PurePosixPath

import pytest

from m2lsp.checks import Finding, findings, news
from m2lsp.checks.running import Ran

OUTPUTS = {
    "cargo, short": (
        "src/main.rs:6:14: error[E0061]: this function takes 2 arguments but 1 argument was supplied\n"
        'error: could not compile `a` (bin "a") due to 1 previous error\n',
        [("src/main.rs", 6, 14, "error[E0061]: this function takes 2 arguments but 1 argument was supplied")],
    ),
    "rustc": (
        'error[E0308]: mismatched types\n --> src/main.rs:2:18\n  |\n2 |     let x: u8 = "a";\n',
        [("src/main.rs", 2, 18, "error[E0308]: mismatched types")],
    ),
    "javac": (
        "src/Main.java:3: error: method area in class Shapes cannot be applied to given types;\n"
        "        Shapes.area(1);\n              ^\n  required: int,int\n1 error\n",
        [
            (
                "src/Main.java",
                3,
                0,
                "error: method area in class Shapes cannot be applied to given types;",
            )
        ],
    ),
    "tsc": (
        "src/main.ts(3,12): error TS2554: Expected 2 arguments, but got 1.\n",
        [("src/main.ts", 3, 12, "error TS2554: Expected 2 arguments, but got 1.")],
    ),
    "tsc, pretty": (
        "\x1b[96msrc/main.ts\x1b[0m:\x1b[93m3\x1b[0m:12 - \x1b[91merror\x1b[0m TS2554: Expected 2.\n",
        [("src/main.ts", 3, 12, "error TS2554: Expected 2.")],
    ),
    "go vet": (
        "# example.com/a\nvet: ./main.go:6:19: not enough arguments in call to area\n",
        [("main.go", 6, 19, "not enough arguments in call to area")],
    ),
    "go build": (
        "# example.com/a\n./main.go:6:19: not enough arguments in call to area\n\thave (number)\n",
        [("main.go", 6, 19, "not enough arguments in call to area")],
    ),
    "kotlinc": (
        "e: file:///copy/Main.kt:3:10 No value passed for parameter 'height'.\n",
        [("Main.kt", 3, 10, "No value passed for parameter 'height'.")],
    ),
    "kotlinc, older": (
        "e: /copy/Main.kt: (3, 10): No value passed for parameter 'height'\n",
        [("Main.kt", 3, 10, "No value passed for parameter 'height'")],
    ),
    "mypy": (
        'a.py:3: error: Missing positional argument "h" in call to "area"  [call-arg]\nFound 1 error\n',
        [("a.py", 3, 0, 'error: Missing positional argument "h" in call to "area"  [call-arg]')],
    ),
    "a Python traceback": (
        'Traceback (most recent call last):\n  File "/copy/main.py", line 4, in <module>\n    f(1)\n'
        '  File "/copy/shapes.py", line 2, in f\n    g()\nTypeError: g() missing 1 argument\n',
        [("shapes.py", 2, 0, "TypeError: g() missing 1 argument")],
    ),
    "gcc": ("/copy/a.c:2:5: error: 'x' undeclared\n", [("a.c", 2, 5, "error: 'x' undeclared")]),
    "words alone": ("everything: is fine\nat 12:30: done\n", []),
}


@pytest.mark.parametrize(("output", "wanted"), OUTPUTS.values(), ids=OUTPUTS)
def test_a_tools_output_is_read(output: str, wanted: list[tuple[str, int, int, str]]):
    found = findings(output, PurePosixPath("/copy"))
    assert [(f.path, f.line, f.column, f.message) for f in found] == wanted
    assert not any(f.mild for f in found)


def test_what_stands_behind_a_message_is_told_with_it_and_the_summary_is_not():
    (found,) = findings(OUTPUTS["javac"][0])
    assert "required: int,int" in found.text
    assert "1 error" not in found.text


BEFORE = "a.py:3: error: Name 'x' is not defined\nb.py:9: error: Bad\n"
NEWS = {
    "what was there before, in another line, is not new": ("a.py:8: error: Name 'x' is not defined\n", []),
    "the same complaint once more is": (BEFORE + "b.py:12: error: Bad\n", ["error: Bad"]),
    "another message is": (BEFORE + "b.py:9: error: Worse\n", ["error: Worse"]),
    "a warning is no reason to refuse": (BEFORE + "b.py:9: warning: Odd\n", []),
}


@pytest.mark.parametrize(("after", "wanted"), NEWS.values(), ids=NEWS)
def test_only_what_is_new_counts(after: str, wanted: list[str]):
    assert [found.message for found in news(Ran(1, BEFORE), Ran(1, after))] == wanted


def test_a_command_that_is_content_has_found_nothing_whatever_it_printed():
    assert news(Ran(1, ""), Ran(0, "a.py:1: error: none, really\n")) == ()


def test_a_command_that_fails_and_names_no_place_is_one_finding_unless_it_failed_alike_before():
    failed = Ran(2, "Linking...\nundefined symbol: area (took 3.2 s)\n")
    assert news(Ran(0, ""), failed) == (Finding("", 0, 0, "Linking...\nundefined symbol: area (took 3.2 s)"),)
    assert news(Ran(2, failed.output.replace("3.2", "0.9")), failed) == ()
