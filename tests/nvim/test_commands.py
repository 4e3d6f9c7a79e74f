"""The command :M2lsp in a real Neovim."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from impostors import vllm
from scripted import CHAT, ScriptedBackend, vllm_completion

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


def test_its_words_are_completed(neovim: Neovim) -> None:
    assert neovim.lua("return vim.fn.getcompletion('M2lsp ', 'cmdline')") == ["doctor", "log", "thread"]
    assert neovim.lua("return vim.fn.getcompletion('M2lsp d', 'cmdline')") == ["doctor"]


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("doctr", "there is no :M2lsp doctr; there are: doctor, log, thread"),
        ("doctor", "no server is running"),
    ],
)
def test_what_can_not_be_done_is_said(neovim: Neovim, word: str, sentence: str) -> None:
    neovim.lua("vim.notify = function(text) vim.g.said = text end")
    neovim.type(f":M2lsp {word}<CR>")
    said = neovim.wait(lambda: neovim.lua("return vim.g.said"), "the sentence")
    assert sentence in said
