"""Code actions, input and status in a real Neovim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import ScriptedBackend, openai_error, vllm_chat, vllm_completion, wait

if TYPE_CHECKING:
    from nvimdriver import Neovim

pytestmark = pytest.mark.nvim

SOURCE = """\
x = '😀'


def total(xs):
    # m2: use sum
    t = 0
    for x in xs:
        t += x
    return t
"""
AFTER = "x = '😀'\n\n\ndef total(xs):\n    return sum(xs)"
REPLY = vllm_chat("```python\n    return sum(xs)\n```", reasoning="The user wants sum.")

# Chooses the entry whose title begins so, and keeps all titles.
CHOOSE = """
local wanted = ...
vim.ui.select = function(items, options, choose)
  vim.g.titles = vim.tbl_map(options.format_item or tostring, items)
  for _, item in ipairs(items) do
    if vim.startswith(item.action.title, wanted) then return choose(item) end
  end
end
"""


def open_source(neovim: Neovim, folder: Path, text: str = SOURCE) -> None:
    file = folder / "a.py"
    file.write_bytes(text.encode())
    neovim.edit(file)


def choose(neovim: Neovim, title: str, keys: str) -> None:
    neovim.lua(CHOOSE, title)
    neovim.type(keys + "gra")


def test_a_chosen_action_is_resolved_and_applied_as_one_undo_step(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(REPLY)
    open_source(neovim, workspace)
    choose(neovim, "Rewrite: use sum", "5GVG")
    neovim.wait(lambda: "sum(xs)" in neovim.text, "the applied edit")
    assert neovim.text == AFTER
    neovim.type("<Esc>u")
    neovim.wait(lambda: neovim.text == SOURCE.removesuffix("\n"), "the undone edit")


# What a linter that is no language server does.
FOUND = """
local line, first, last, message = ...
local found = { lnum = line, col = first, end_col = last, message = message, severity = 1, source = 'lint' }
vim.diagnostic.set(vim.api.nvim_create_namespace('lint'), 0, { found })
"""


def test_what_another_program_found_can_be_fixed(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_chat("```python\nx = '😀' + str(1)\n```", reasoning="One name is wrong."))
    open_source(neovim, workspace, "x = '😀' + string(1)\ny = 2\n")
    neovim.lua(FOUND, 0, len("x = '😀' + ".encode()), len("x = '😀' + string".encode()), "no name string")
    choose(neovim, "Fix", "")
    neovim.wait(lambda: "str(1)" in neovim.text, "the applied fix")
    assert neovim.text == "x = '😀' + str(1)\ny = 2"
    assert "no name string" in backend.requests[0].text


@pytest.mark.parametrize(
    ("encoding", "first", "last"), [("utf-8", 11, 17), ("utf-16", 9, 15), ("utf-32", 8, 14)]
)
def test_a_diagnostic_is_sent_in_the_units_of_the_server(
    neovim: Neovim, workspace: Path, encoding: str, first: int, last: int
) -> None:
    open_source(neovim, workspace, "x = '😀'+string(1)\n")
    neovim.lua(FOUND, 0, 11, 17, "no name string")
    line = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    (sent,) = neovim.lua("return require('m2lsp.diagnostics').on_lines(...)", 0, line, encoding)
    assert sent["range"] == {
        "start": {"line": 0, "character": first},
        "end": {"line": 0, "character": last},
    }
    assert (sent["message"], sent["severity"], sent["source"]) == ("no name string", 1, "lint")


def test_a_fix_is_not_offered_away_from_what_was_found(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    open_source(neovim, workspace, "x = string(1)\ny = 2\n")
    neovim.lua(FOUND, 0, 4, 10, "no name string")
    choose(neovim, "Explain", "j")
    neovim.wait(lambda: neovim.lua("return vim.g.titles"), "the actions")
    assert not [title for title in neovim.lua("return vim.g.titles") if title.startswith("Fix")]


def test_an_instruction_is_asked_for_in_the_editor(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_chat("```python\ny = 1\n```"))
    open_source(neovim, workspace, "x = 1\n")
    choose(neovim, "Rewrite as told", "V")
    neovim.wait(lambda: "rewritten?" in neovim.screen, "the question")
    neovim.type("call it y<CR>")
    neovim.wait(lambda: neovim.text == "y = 1", "the applied edit")
    assert "call it y" in backend.requests[0].text


def test_giving_up_on_the_question_changes_nothing(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    open_source(neovim, workspace, "x = 1\n")
    choose(neovim, "Rewrite as told", "V")
    neovim.wait(lambda: "rewritten?" in neovim.screen, "the question")
    neovim.type("<Esc>")
    neovim.wait(lambda: "no instruction" in neovim.lua("return vim.fn.execute('messages')"), "the reason")
    assert (neovim.text, backend.requests) == ("x = 1", ())


def test_an_explanation_opens_in_a_window_of_its_own(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_chat("It adds up the items.", reasoning="hm"))
    open_source(neovim, workspace)
    choose(neovim, "Explain", "4GVG")
    neovim.wait(lambda: "It adds up the items." in neovim.text, "the transcript")
    assert neovim.lua("return vim.bo.filetype") == "markdown"
    assert neovim.lua("return vim.fn.winnr('$')") == 2
    neovim.type("<C-w>p")
    neovim.wait(lambda: neovim.text == SOURCE.removesuffix("\n"), "the window from before")


def test_the_server_is_not_attached_to_its_own_transcript(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_chat("It adds up the items.", reasoning="hm"))
    open_source(neovim, workspace)
    choose(neovim, "Explain", "4GVG")
    neovim.wait(lambda: "It adds up the items." in neovim.text, "the transcript")
    transcript = neovim.nvim.current.buffer.number
    neovim.edit(workspace / "b.py")  # A file opened later is attached, so the transcript had its turn.
    attached = "return #vim.lsp.get_clients({ bufnr = ..., name = 'm2lsp' })"
    assert neovim.lua(attached, transcript) == 0


def test_a_second_explanation_is_read_into_the_same_window(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_chat("It adds.\n" * 40), vllm_chat("It still adds."))
    open_source(neovim, workspace)
    choose(neovim, "Explain", "4GVG")
    neovim.wait(lambda: "It adds." in neovim.text, "the transcript")
    neovim.type("<C-w>p")
    neovim.wait(lambda: "def total" in neovim.text, "the window from before")
    choose(neovim, "Explain", "4GVG")
    neovim.wait(lambda: "It still adds." in neovim.text, "the second answer")
    assert neovim.lua("return vim.fn.winnr('$')") == 2
    # Neovim's Markdown plug-in takes mappings away silently that it did not make, at any second reading.
    assert neovim.lua("local said = vim.v.errmsg vim.v.errmsg = '' return said") in (
        "",
        "E31: No such mapping",
    )


WARNING = {"kind": "warning", "message": "The endpoint is away."}

SHOW = """
local path, line = ...
local client = vim.lsp.get_clients({ name = 'm2lsp' })[1]
local place = { line = line, character = 0 }
local params = { uri = vim.uri_from_fname(path), selection = { start = place, ['end'] = place } }
return client.handlers['window/showDocument'](nil, params, { client_id = client.id })
"""


def test_a_document_is_shown_at_the_line_in_question(neovim: Neovim, workspace: Path) -> None:
    open_source(neovim, workspace)
    long = workspace / "long.txt"
    long.write_text("".join(f"line {number}\n" for number in range(200)))
    assert neovim.lua(SHOW, str(long), 120) == {"success": True}
    assert neovim.cursor == (121, 0)
    assert neovim.screen.startswith("line 120\n")


def test_a_warning_is_told_once_and_stands_in_the_status_line(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(openai_error(500, "out of memory"))
    neovim.lua("vim.g.told = 0 vim.notify = function() vim.g.told = vim.g.told + 1 end")
    neovim.nvim.command("set laststatus=2 statusline=%{v:lua.require'm2lsp.status'.line()}")
    open_source(neovim, workspace)
    neovim.type("oa")
    neovim.wait(lambda: neovim.lua("return vim.g.told") == 1, "the warning")
    neovim.type("b")
    backend.wait_for_end(2)
    assert "M2 ▲" in neovim.screen
    backend.default(vllm_completion("c = 1\n"))
    neovim.type("c")
    neovim.wait_for_ghost()
    assert "M2 ●" in neovim.screen
    assert neovim.lua("return vim.g.told") == 1


def test_a_warning_that_only_adds_when_it_is_tried_again_is_told_once(
    neovim: Neovim, workspace: Path
) -> None:
    open_source(neovim, workspace)
    neovim.lua("vim.notify = function() vim.g.told = (vim.g.told or 0) + 1 end")
    say = "require('m2lsp.status').on_status(nil, ..., { client_id = vim.lsp.get_clients()[1].id })"
    neovim.lua(say, WARNING)
    neovim.lua(say, {**WARNING, "message": f"{WARNING['message']} It is asked again within a minute."})
    assert neovim.lua("return vim.g.told") == 1


def test_a_long_warning_is_kept_in_full_and_does_not_stop_the_typing(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(openai_error(500, "out of memory"))
    neovim.nvim.command("set messagesopt=hit-enter,history:500")
    open_source(neovim, workspace)
    warn = "require('m2lsp.status').on_status(nil, ..., { client_id = 99 })"
    long = " ".join(f"word{number}" for number in range(60))
    neovim.type("oa")
    neovim.wait(lambda: neovim.mode == "i", "insert mode")
    neovim.nvim.exec_lua(warn, {"kind": "warning", "message": long}, async_=True)
    neovim.nvim.exec_lua(warn, {"kind": "ready", "message": ""}, async_=True)
    neovim.nvim.exec_lua(warn, {"kind": "warning", "message": long}, async_=True)
    neovim.type("bc")
    neovim.wait(lambda: "abc" in neovim.text, "what was typed on")
    said = "".join(neovim.lua("return vim.fn.execute('messages')").split("\n"))
    assert said.count(long) == 1
    assert neovim.lua("return vim.o.messagesopt") == "hit-enter,history:500"


def test_an_action_under_way_is_shown_in_the_last_line_until_it_ends(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_chat("It adds.", before=wait("told")))
    open_source(neovim, workspace)
    choose(neovim, "Explain", "4G")
    neovim.wait(lambda: "m2lsp: explain" in neovim.screen, "the progress")
    assert "explain" not in neovim.lua("return vim.fn.execute('messages')")
    backend.release("told")
    neovim.wait(lambda: "It adds." in neovim.text, "the transcript")
    neovim.wait(lambda: "m2lsp: explain" not in neovim.screen, "the end of the progress")


def test_a_health_check_tells_server_status_and_ghost_text(neovim: Neovim, workspace: Path) -> None:
    open_source(neovim, workspace)
    neovim.lua("require('m2lsp.status').on_status(nil, ..., { client_id = 1 })", WARNING)
    neovim.nvim.command("checkhealth m2lsp")
    neovim.wait(lambda: "Ghost text is on." in neovim.text, "the report")
    assert "OK Server: m2lsp" in neovim.text
    assert "Attached to 1 buffers." in neovim.text
    assert "Status: warning The endpoint is away." in neovim.text
