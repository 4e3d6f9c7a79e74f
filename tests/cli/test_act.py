"""``m2lsp act``: one code action from the command line."""

import json
import sys

import pytest
from scripted import CHAT, openai_error, vllm_chat
from terminal import Terminal

CODE = "x = 1\r\n\r\n\r\ndef f():\r\n    return 1"
GOOD = "```python\ndef f():\n    return 'é'\n```"
AFTER = "x = 1\r\n\r\n\r\ndef f():\r\n    return 'é'"
TOLD = ("--instruction", "return a letter")


def test_an_edit_is_a_diff_that_git_applies_to_the_byte(shell: Terminal):
    path = shell.file("src/a.py", CODE)
    shell.backend.default(vllm_chat(GOOD, reasoning="easy"))
    done = shell.run("act", "rewrite", "src/a.py:4-5", *TOLD)
    assert (done.code, done.err) == (0, "")
    assert path.read_bytes() == CODE.encode()
    shell.git("apply", "--whitespace=nowarn", stdin=done.out)
    assert path.read_bytes() == AFTER.encode()


def test_the_diff_names_the_file_as_seen_from_where_one_is(shell: Terminal):
    path = shell.file("src/a.py", CODE)
    shell.backend.default(vllm_chat(GOOD))
    for name, cwd in (("a.py", path.parent), (str(path), shell.folder), (str(path), shell.home.parent)):
        done = shell.run("act", "rewrite", f"{name}:4-5", *TOLD, cwd=cwd)
        wanted = {path.parent: "a.py", shell.folder: "src/a.py"}.get(cwd, "repository/src/a.py")
        assert done.out.splitlines()[:2] == [f"--- a/{wanted}", f"+++ b/{wanted}"]


def test_apply_writes_the_file_and_says_what_was_checked(shell: Terminal):
    path = shell.file("a.py", CODE)
    shell.backend.default(vllm_chat(GOOD))
    done = shell.run("act", "rewrite", "a.py:4:1-5", *TOLD, "--apply")
    assert (done.code, done.out) == (0, "")
    assert "parses no worse than before (python)" in done.err
    assert path.read_bytes() == AFTER.encode()


def test_a_file_that_changed_meanwhile_is_not_written_over(shell: Terminal):
    path = shell.file("a.py", CODE)

    def changes(_: object):
        path.write_text("theirs\n")
        return vllm_chat(GOOD)

    shell.backend.default(changes, path=CHAT)
    done = shell.run("act", "rewrite", "a.py:4-5", *TOLD, "--apply")
    assert (done.code, done.sentence) == (1, "a.py changed meanwhile, so nothing was written. Try again.")
    assert path.read_text() == "theirs\n"


def test_an_edit_that_is_refused_twice_is_exit_code_1_and_a_sentence(shell: Terminal):
    path = shell.file("a.py", CODE)
    shell.backend.default(vllm_chat("```python\ndef f(:\n```"))
    done = shell.run("act", "rewrite", "a.py:4-5", *TOLD, "--apply")
    assert done.code == 1
    assert done.sentence.startswith("The model's edit was not safe to offer: ")
    assert path.read_bytes() == CODE.encode()


def test_an_answer_is_printed(shell: Terminal):
    shell.file("a.py", CODE)
    shell.backend.default(vllm_chat("It returns `1`.\n", reasoning="easy"))
    done = shell.run("act", "explain", "a.py:5")
    assert (done.code, done.out, done.err) == (0, "It returns `1`.\n", "")
    assert "def f():" in shell.backend.requests[0].text


def test_with_thread_the_turn_can_be_read_again(shell: Terminal):
    shell.file("a b.py", CODE)
    shell.backend.default(vllm_chat("It returns 1.", reasoning="Plain to see."))
    assert shell.run("thread", "list").out.startswith("There are no conversations yet.")
    shell.run("act", "explain", "a b.py:5")
    assert shell.run("thread", "list").out.startswith("There are no conversations yet.")
    shell.run("act", "explain", "a b.py:5", "--thread")
    listed = shell.run("thread", "list")
    assert listed.out.rstrip().endswith("1 turn   " + str(shell.folder / "a b.py").replace("\\", "/"))
    transcript = shell.run("thread", "show", "../repository/a b.py")
    assert transcript.code == 0
    assert transcript.out.startswith("# `a b.py`\n")
    assert "It returns 1." in transcript.out
    assert "Plain to see." in transcript.out


def test_a_thread_that_there_is_not_is_exit_code_1_and_a_sentence(shell: Terminal):
    done = shell.run("thread", "show", "a.py")
    assert done.code == 1
    assert done.sentence.startswith("There is no conversation about a.py.")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("explain", "none.py:1"), "none.py can't be read: No such file or directory."),
        (("explain", "a.py:9"), "a.py has 5 lines, there is no line 9."),
        (("explain", "a.py:2"), "There is no code at this place. Select some, or put the cursor in it."),
        (("rewrite", "a.py:1"), "Say with --instruction what to change."),
        (("fix_diagnostic", "a.py:1"), "Say with --message what the compiler or linter says there."),
        (("explain", "bin:1"), "bin is not UTF-8 text, so m2lsp leaves it alone."),
        (("write_docs", "words.txt:1"), "Put the cursor on a declaration to write its docs."),
    ],
)
def test_what_cant_be_done_is_exit_code_1_and_a_sentence(shell: Terminal, words, sentence):
    shell.file("a.py", CODE)
    shell.file("bin", b"\xff\xfe\x00")
    shell.file("words.txt", "words\n")
    done = shell.run("act", *words)
    assert (done.code, done.sentence) == (1, sentence)
    assert shell.backend.traffic == ()


def test_a_file_that_git_ignores_is_not_sent(shell: Terminal):
    shell.file(".gitignore", "a.py\n")
    shell.file("a.py", CODE)
    done = shell.run("act", "explain", "a.py:5")
    assert done.code == 1
    assert 'git ignores it, by "a.py" in .gitignore' in done.sentence
    assert shell.backend.traffic == ()


def test_an_endpoint_that_fails_is_exit_code_1_and_a_sentence(shell: Terminal):
    shell.file("a.py", CODE)
    shell.backend.default(openai_error(401, "wrong"))
    done = shell.run("act", "explain", "a.py:5")
    assert done.code == 1
    assert "asks for a key, and there is none for it." in done.sentence
    assert "Traceback" not in done.err


def test_a_diagnostic_is_fixed_by_its_message(shell: Terminal):
    shell.file("a.py", CODE)
    shell.backend.default(vllm_chat(GOOD))
    done = shell.run("act", "fix_diagnostic", "a.py:5:12", "--message", "expected str")
    assert done.code == 0
    assert "+    return 'é'" in done.out
    assert "error: expected str" in shell.backend.requests[0].text


CHECKS = "import sys; sys.exit(\"a.py:5: error: no letters\" if 'é' in open('a.py').read() else 0)"


def checked(shell: Terminal, program: str = CHECKS) -> None:
    shell.file("program.txt", program)
    shell.settings["M2LSP_CHECKS_COMMANDS"] = json.dumps({"python": f"'{sys.executable}' program.txt"})
    shell.settings["M2LSP_CHECKS_ROUNDS"] = "0"


def test_an_edit_that_the_projects_check_finds_fault_with_is_exit_code_3_and_not_written(shell: Terminal):
    path = shell.file("a.py", CODE)
    checked(shell)
    shell.backend.default(vllm_chat(GOOD))
    done = shell.run("act", "rewrite", "a.py:4-5", *TOLD, "--check", "--apply")
    assert done.code == 3
    assert done.out.startswith("--- a/a.py\n")
    assert done.err.splitlines() == [
        "a.py:5: error: no letters",
        "m2lsp: The edit does not pass the project's own check.",
    ]
    assert path.read_bytes() == CODE.encode()


def test_an_edit_that_passes_the_projects_check_is_written_and_that_is_said(shell: Terminal):
    path = shell.file("a.py", CODE)
    checked(shell, "pass")
    shell.backend.default(vllm_chat(GOOD))
    done = shell.run("act", "rewrite", "a.py:4-5", *TOLD, "--check", "--apply")
    assert (done.code, done.out) == (0, "")
    assert "program.txt" in done.err
    assert path.read_bytes() == AFTER.encode()


def test_without_check_nothing_of_the_project_is_run(shell: Terminal):
    shell.file("a.py", CODE)
    checked(shell)
    shell.backend.default(vllm_chat(GOOD))
    assert shell.run("act", "rewrite", "a.py:4-5", *TOLD).code == 0


def test_a_check_where_there_is_none_is_exit_code_1_and_says_what_to_set(shell: Terminal):
    shell.file("a.py", CODE)
    done = shell.run("act", "rewrite", "a.py:4-5", *TOLD, "--check")
    assert (done.code, done.sentence) == (
        1,
        "There is no check command for python. Set one in checks.commands.",
    )


SHAPES = "def area(width):\n    return width * width\n"
REPORT = "from shapes import area\n\nprint(area(2))\n"
BLOCKS = """\
shapes.py
<<<<<<< SEARCH
def area(width):
    return width * width
=======
def area(width, height):
    return width * height
>>>>>>> REPLACE

report.py
<<<<<<< SEARCH
print(area(2))
=======
print(area(2, 2))
>>>>>>> REPLACE
"""


def test_a_change_of_several_files_is_one_diff_and_is_written_to_all(shell: Terminal):
    shapes, report = shell.file("shapes.py", SHAPES), shell.file("report.py", REPORT)
    shell.backend.default(vllm_chat(BLOCKS))
    words = ("act", "change_signature", "shapes.py:1", "--instruction", "take a height")
    done = shell.run(*words)
    assert done.code == 0
    shell.git("apply", "--check", stdin=done.out)
    assert report.read_text() == REPORT
    done = shell.run(*words, "--apply")
    assert (done.code, done.out) == (0, "")
    assert "changes 2 files" in done.err
    assert "height" in shapes.read_text()
    assert report.read_text() == REPORT.replace("area(2)", "area(2, 2)")


def test_new_tests_are_a_diff_that_makes_the_file_or_are_written(shell: Terminal):
    shell.file("shapes.py", SHAPES)
    text = "def test_area():\n    assert True\n"
    shell.backend.default(vllm_chat(f"tests/test_shapes.py\n```python\n{text}```"))
    done = shell.run("act", "write_tests", "shapes.py:1")
    assert done.out.splitlines()[:2] == ["--- /dev/null", "+++ b/tests/test_shapes.py"]
    shell.git("apply", "--check", stdin=done.out)
    assert shell.run("act", "write_tests", "shapes.py:1", "--apply").code == 0
    assert (shell.folder / "tests" / "test_shapes.py").read_text() == text
