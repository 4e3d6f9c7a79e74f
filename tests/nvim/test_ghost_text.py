"""Ghost text in a real Neovim: drawn, typed through, taken in whole or in part, and given up."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import ScriptedBackend, vllm_completion, wait

if TYPE_CHECKING:
    from nvimdriver import Neovim

pytestmark = pytest.mark.nvim

SOURCE = "def add(a, b):\n    \n\n\nprint(add(1, 2))\n"
LINES = "if a is None:\n        return b\n    return a + b"


def open_source(neovim: Neovim, folder: Path, text: str = SOURCE) -> None:
    file = folder / "a.py"
    file.write_bytes(text.encode())
    neovim.edit(file)


def test_a_suggestion_is_drawn_and_tab_takes_it(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    assert neovim.wait_for_ghost() == "return a + b"
    assert neovim.text == SOURCE.removesuffix("\n")
    assert "    return a + b" in neovim.screen.splitlines()
    neovim.type("<Tab>")
    neovim.wait(lambda: "return" in neovim.text, "accepted text")
    assert neovim.text.splitlines()[1] == "    return a + b"
    assert (neovim.cursor, neovim.mode, neovim.ghost) == ((2, 16), "i", "")


def test_several_lines_are_drawn_below_and_the_cursor_ends_behind_the_last(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion(LINES + "\n\n\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    assert neovim.wait_for_ghost() == LINES
    assert neovim.screen.splitlines()[1:4] == ("    " + LINES).splitlines()
    neovim.type("<Tab>")
    neovim.wait(lambda: "return" in neovim.text, "accepted text")
    assert neovim.text == SOURCE.replace("    \n", f"    {LINES}\n", 1).removesuffix("\n")
    assert neovim.cursor == (4, 16)


def test_typing_what_it_says_keeps_it_without_asking_again(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait_for_ghost("return a + b")
    neovim.type("ret")
    assert neovim.wait_for_ghost("urn a + b")
    assert len(backend.requests) == 1


def test_typing_something_else_takes_it_away_and_asks_anew(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_completion("return a + b\n"), vllm_completion("rint(a)\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait_for_ghost("return a + b")
    neovim.type("p")
    assert neovim.wait_for_ghost("rint(a)")
    assert backend.requests[1].text.endswith("    p")


def test_a_word_or_a_line_can_be_taken_alone(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion(LINES + "\n\n\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait_for_ghost(LINES)
    neovim.type("<M-Right><M-Right>")
    neovim.wait_for_ghost(LINES.removeprefix("if a"))
    assert neovim.text.splitlines()[1] == "    if a"
    neovim.type("<M-C-Right>")
    neovim.wait_for_ghost(LINES.removeprefix("if a is None:"))
    assert neovim.text.splitlines()[1] == "    if a is None:"
    neovim.type("<M-C-Right>")
    neovim.wait(lambda: "return b" in neovim.text, "the second line")
    assert neovim.text.splitlines()[2] == "        return b"
    assert len(backend.requests) == 1


def test_accepting_is_an_undo_step_of_its_own(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_completion("rn a + b\n"))
    open_source(neovim, workspace)
    neovim.type("jAretu")
    neovim.wait_for_ghost("rn a + b")
    neovim.type("<Tab><Esc>")
    neovim.wait(lambda: neovim.mode == "n" and "rn a" in neovim.text, "accepted text")
    neovim.type("u")
    neovim.wait(lambda: "rn a" not in neovim.text, "the undone text")
    assert neovim.text.splitlines()[1] == "    retu"


def test_leaving_insert_mode_stops_the_model(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_completion("return", before=wait("never")))
    open_source(neovim, workspace)
    neovim.type("jA")
    backend.wait_for_request(1)
    neovim.type("<Esc>")
    backend.wait_for_abort(1)
    assert neovim.ghost == ""


def test_typing_on_stops_the_request_before(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_completion("old", before=wait("never")), vllm_completion("turn a\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    backend.wait_for_request(1)
    neovim.type("re")
    backend.wait_for_abort(1)
    assert neovim.wait_for_ghost("turn a")


# Between an answer's arrival and its handing over there is a moment at which anything may happen.
DISMISS_IN_BETWEEN = """
vim.api.nvim_create_autocmd('LspRequest', { callback = function(event)
  local request = event.data.request
  if request.method == 'textDocument/inlineCompletion' and request.type == 'complete' then
    vim.g.answers = (vim.g.answers or 0) + 1
    require('m2lsp.ghost').dismiss()
  end
end })
"""


def test_an_answer_that_came_in_is_dropped_and_not_cancelled(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    neovim.lua(DISMISS_IN_BETWEEN)
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait(lambda: neovim.lua("return vim.g.answers") == 1, "the answer")
    assert neovim.ghost == ""
    assert neovim.logged == ""


def test_dismissing_takes_it_away_and_gives_the_keys_back(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    open_source(neovim, workspace)
    neovim.lua("vim.keymap.set('i', '<Tab>', 'mine', { buffer = 0 })")
    neovim.type("jA")
    neovim.wait_for_ghost()
    neovim.type("<C-]>")
    neovim.wait(lambda: neovim.ghost == "", "end of the ghost text")
    neovim.type("<Tab>")
    neovim.wait(lambda: "mine" in neovim.text, "the user's own mapping")
    assert len(backend.requests) == 1


def test_a_suggestion_that_was_sent_away_can_be_asked_for(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait_for_ghost("return a")
    neovim.type("<C-]>")
    neovim.wait(lambda: neovim.ghost == "", "end of the ghost text")
    neovim.type("<M-Bslash>")
    assert neovim.wait_for_ghost("return a")


def test_another_suggestion_can_be_asked_for_and_the_first_again(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_completion("return a\n"), vllm_completion("return b\n"))
    backend.default(vllm_completion("return a\n"))
    open_source(neovim, workspace)
    neovim.type("jA")
    neovim.wait_for_ghost("return a")
    neovim.type("<M-Bslash>")
    assert neovim.wait_for_ghost("return b")
    neovim.type("<M-Bslash>")
    assert neovim.wait_for_ghost("return a")
    assert len(backend.requests) == 3
    neovim.type("<M-Bslash><Tab>")
    neovim.wait(lambda: "return b" in neovim.text, "accepted text")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_and_emoji_stay_whole(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path, end: str
) -> None:
    source = f"s = '😀é' + {end}# 語{end}"
    backend.default(vllm_completion("'👩‍💻' + str(1)\n"))
    open_source(neovim, workspace, source)
    neovim.type("A")
    assert neovim.wait_for_ghost() == "'👩‍💻' + str(1)"
    neovim.type("<Tab><Esc>:w<CR>")
    file = workspace / "a.py"
    neovim.wait(lambda: not neovim.lua("return vim.bo.modified"), "the written file")
    assert file.read_bytes().decode() == f"s = '😀é' + '👩‍💻' + str(1){end}# 語{end}"
    assert backend.requests[0].text.endswith("s = '😀é' + ")


def test_in_front_of_code_only_what_is_new_is_drawn(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("xs))\n"))
    open_source(neovim, workspace, "print(len())\n")
    neovim.type("f)i")
    assert neovim.wait_for_ghost() == "xs"
    neovim.wait(lambda: "print(len(xs))" in neovim.screen.splitlines(), "the drawn line")
    neovim.type("<Tab>")
    neovim.wait(lambda: neovim.text == "print(len(xs))", "accepted text")
    assert neovim.cursor == (1, len("print(len(xs"))
