"""``m2lsp try --configured``: the scenes, from a scripted endpoint."""

import shlex

import pytest
from scripted import CHAT, openai_error, vllm_chat, vllm_completion
from terminal import PROGRAM, Terminal

from m2lsp.cli import diff

FIX = "```python\ndef cheapest(items: list[Item]) -> Item:\n    return min(items)\n```"


def test_it_shows_ghost_text_a_fix_and_the_conversation(shell: Terminal):
    shell.backend.default(vllm_completion("item.cost() for item in items\n"))
    shell.backend.default(vllm_chat(FIX, reasoning="easy"))
    done = shell.run("try", "--configured")
    assert done.code == 0
    for shown in (
        "▏item.cost() for item",
        "+    return min(items)",
        "thinking, 4 characters",
        "new code, 2 lines",
    ):
        assert shown in done.out
    assert "```python" not in done.out.partition("The conversation")[2]


def test_a_scene_that_fails_says_so_and_the_next_goes_on(shell: Terminal):
    shell.backend.default(openai_error(400, "no"), path="/v1/completions")
    shell.backend.default(vllm_chat(FIX), path=CHAT)
    done = shell.run("try", "--configured")
    assert done.code == 0
    assert done.out.index("Ghost text in point.rs") < done.out.index("+    return min(items)")
    assert "Traceback" not in done.err


def test_where_nothing_works_it_is_exit_code_1_and_names_doctor(shell: Terminal):
    shell.backend.default(openai_error(401, "no"))
    for path in ("/v1/completions", CHAT):
        shell.backend.default(openai_error(401, "no"), path=path)
    done = shell.run("try", "--configured")
    assert done.code == 1
    assert done.err.endswith(f"{shlex.quote(PROGRAM)} doctor may say why.\n")
    assert "In your editor" not in done.out


@pytest.mark.parametrize("columns", ["60", "80"])
def test_commands_to_go_on_with_stand_unbroken_on_lines_of_their_own(shell: Terminal, columns: str):
    shell.settings = {"COLUMNS": columns}
    shell.backend.default(vllm_chat(FIX))
    lines = [line.strip() for line in shell.run("try", "--configured").out.splitlines()]
    assert f"{shlex.quote(PROGRAM)} settings EDITOR" in lines
    assert "export M2LSP_BASE_URL=http://HOST:8000/v1" in lines


def test_a_diff_has_only_colours_that_are_read_on_light_and_on_dark():
    shown = diff.coloured("--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n c\n")
    assert shown.plain == "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n c"
    assert {str(span.style) for span in shown.spans} <= {"bold", "red", "green", "cyan"}
