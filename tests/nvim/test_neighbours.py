"""What another language server of the buffer knows, from it to what the model is shown, in a real Neovim."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import ScriptedBackend, vllm_completion

if TYPE_CHECKING:
    from nvimdriver import Neovim

pytestmark = pytest.mark.nvim

SERVER = Path(__file__).with_name("oven_server.py")
START = """
vim.lsp.start({ name = 'ovens', cmd = { ... }, root_dir = vim.fn.getcwd() })
"""
READY = """
local client = vim.lsp.get_clients({ bufnr = 0, name = 'ovens' })[1]
return client ~= nil and client.initialized
"""
PATIENT = "vim.lsp.config('m2lsp', { settings = { m2lsp = { context = { neighbours_ms = 10000 } } } })"
SOURCE = "import ovens\n\n\ndef bake(brød):\n    '😀'; ovens.warm(200)\n    \n"


def opened(neovim: Neovim, workspace: Path, *, beside: bool = True) -> None:
    """The document, with the other server at it or without."""
    library = workspace.parent / "lib" / "ovens" / "core.py"
    library.parent.mkdir(parents=True)
    library.write_text("class Oven: ...\ndef warm(degrees): ...\n")
    (workspace / "a.py").write_text(SOURCE)
    neovim.lua(PATIENT)
    neovim.edit(workspace / "a.py")
    if beside:
        neovim.lua(START, sys.executable, str(SERVER), str(library))
        neovim.wait(lambda: neovim.lua(READY), "the other server")


def test_definition_and_type_are_told_to_whoever_asks_what_the_model_is_shown(
    neovim: Neovim, workspace: Path
) -> None:
    opened(neovim, workspace)
    neovim.type("5G:M2lsp context<CR>")
    neovim.wait(lambda: "# What the model is shown for ghost text here" in neovim.text, "the document")
    shown = "ovens/core.py:\n(function) def warm(degrees: int) -> Oven\novens/core.py:\nclass Oven: ..."
    assert shown in neovim.text
    assert "definition of warm, by another language server" in neovim.text


def test_ghost_text_has_it_after_some_keys(neovim: Neovim, workspace: Path, backend: ScriptedBackend) -> None:
    backend.default(vllm_completion("return 1\n"))
    opened(neovim, workspace)
    neovim.type("GA")

    for number in range(1, 100):  # the other server answers some time
        neovim.type("x")
        backend.wait_for_request(number)
        if "def warm(degrees: int) -> Oven" in backend.requests[-1].text:
            return
    pytest.fail("what the other server knows came to no prompt")


def test_without_another_server_nothing_is_told_and_nothing_is_wrong(neovim: Neovim, workspace: Path) -> None:
    opened(neovim, workspace, beside=False)
    neovim.type("5G:M2lsp context<CR>")
    neovim.wait(lambda: "# What the model is shown for ghost text here" in neovim.text, "the document")
    assert "| neighbour |" not in neovim.text
