"""The command :M2lsp in a real Neovim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from impostors import vllm
from scripted import CHAT, ScriptedBackend, vllm_chat, vllm_completion, wait

if TYPE_CHECKING:
    from nvimdriver import Neovim

pytestmark = pytest.mark.nvim


def test_doctor_opens_its_report_in_a_split(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm(), path=CHAT)
    backend.default(vllm_completion("a + b\n"))
    (workspace / "a.py").write_text("x = 1\n")
    neovim.edit(workspace / "a.py")
    neovim.type(":M2lsp doctor<CR>")
    neovim.wait(lambda: "# m2lsp doctor: usable as it is" in neovim.text, "the report")
    assert "asked for as raw prefill" in neovim.text
    assert neovim.lua("return vim.fn.winnr('$')") == 2


def test_what_the_model_is_shown_at_the_cursor_opens_in_a_split(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    (workspace / "a.py").write_text("import os\n\n\ndef add(a, b):\n    return a\n")
    neovim.edit(workspace / "a.py")
    neovim.type("G$:M2lsp context<CR>")
    neovim.wait(lambda: "# What the model is shown for ghost text here" in neovim.text, "the document")
    assert "| excerpt |" in neovim.text
    assert "def add(a, b):" in neovim.text
    assert neovim.lua("return vim.fn.winnr('$')") == 2
    assert backend.requests == ()


def test_cancel_ends_an_action_while_the_model_thinks(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.queue(vllm_chat(reasoning="Let me see.", after=wait("never")))
    (workspace / "a.py").write_text("x = 1\n")
    neovim.edit(workspace / "a.py")
    explain = "function(action) return vim.startswith(action.title, 'Explain') end"
    neovim.lua(f"vim.lsp.buf.code_action({{ filter = {explain}, apply = true }})")
    neovim.wait(lambda: "waiting for the model" in neovim.screen, "progress")
    backend.wait_for_request(1)
    neovim.type(":M2lsp cancel<CR>")
    neovim.wait(lambda: backend.requests[0].aborted, "the end of the model's request")
    neovim.type(":M2lsp cancel<CR>")
    neovim.wait(lambda: "there is nothing to cancel" in neovim.screen, "the sentence")
    assert neovim.text == "x = 1"


def test_its_words_are_completed(neovim: Neovim) -> None:
    assert neovim.lua("return vim.fn.getcompletion('M2lsp ', 'cmdline')") == [
        "cancel",
        "context",
        "doctor",
        "log",
        "snooze",
        "thread",
        "toggle",
    ]
    assert neovim.lua("return vim.fn.getcompletion('M2lsp d', 'cmdline')") == ["doctor"]
    assert neovim.lua("return vim.fn.getcompletion('M2lsp snooze ', 'cmdline')") == ["5", "15", "30", "60"]
    assert neovim.lua("return vim.fn.getcompletion('M2lsp toggle ', 'cmdline')") == []


def test_ghost_text_is_switched_off_and_on_and_snoozed(
    neovim: Neovim, backend: ScriptedBackend, workspace: Path
) -> None:
    backend.default(vllm_completion("return a + b\n"))
    (workspace / "a.py").write_text("def add(a, b):\n    \n")
    neovim.edit(workspace / "a.py")
    neovim.lua(
        "vim.g.said = {} vim.notify = function(text) vim.g.said = vim.list_extend(vim.g.said, { text }) end"
    )
    status = "return require('m2lsp.status').line()"
    for command, line in (
        ("toggle", "M2 ○"),
        ("toggle", "M2 ●"),
        ("snooze 30", "M2 ○"),
        ("snooze 0", "M2 ●"),
        ("snooze", "M2 ○"),
    ):
        neovim.type(f":M2lsp {command}<CR>")
        neovim.wait(lambda line=line: neovim.lua(status) == line, line)
    neovim.type(":M2lsp snooze soon<CR>")
    neovim.wait(lambda: "takes a number of minutes" in neovim.screen, "the refusal")
    said = neovim.lua("return vim.g.said")
    assert [sentence.split(";")[0][:34] for sentence in said] == [
        "m2lsp: Ghost text is off in this s",
        "m2lsp: Ghost text is on.",
        "m2lsp: Ghost text is snoozed until",
        "m2lsp: Ghost text is on.",
        "m2lsp: Ghost text is snoozed until",
        "m2lsp: m2lsp.snooze takes a number",
    ]
    neovim.type("jA")
    neovim.lua("require('m2lsp.ghost').request()")
    neovim.wait(lambda: "return a + b" in neovim.screen, "what was asked for")
    assert len(backend.requests) == 1


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("doctr", "there is no :M2lsp doctr; there are: cancel, context, doctor, log, snooze, thread,"),
        ("doctor", "no server is running"),
    ],
)
def test_what_can_not_be_done_is_said(neovim: Neovim, word: str, sentence: str) -> None:
    neovim.lua("vim.notify = function(text) vim.g.said = text end")
    neovim.type(f":M2lsp {word}<CR>")
    said = neovim.wait(lambda: neovim.lua("return vim.g.said"), "the sentence")
    assert sentence in said
