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
        "doctor",
        "log",
        "thread",
    ]
    assert neovim.lua("return vim.fn.getcompletion('M2lsp d', 'cmdline')") == ["doctor"]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("doctr", "there is no :M2lsp doctr; there are: cancel, doctor, log, thread"),
        ("doctor", "no server is running"),
    ],
)
def test_what_can_not_be_done_is_said(neovim: Neovim, word: str, sentence: str) -> None:
    neovim.lua("vim.notify = function(text) vim.g.said = text end")
    neovim.type(f":M2lsp {word}<CR>")
    said = neovim.wait(lambda: neovim.lua("return vim.g.said"), "the sentence")
    assert sentence in said
