"""Neovim 0.11 without the plug-in: its own LSP client and nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import ScriptedBackend, vllm_completion

if TYPE_CHECKING:
    from nvimdriver import Neovim

pytestmark = pytest.mark.nvim

SERVER = """
vim.opt.completeopt = { 'menuone', 'noselect' }
vim.lsp.config('m2lsp', { cmd = { 'm2lsp' } })
vim.lsp.enable('m2lsp')
"""
ITS_OWN = """
vim.api.nvim_create_autocmd('LspAttach', { callback = function(event)
  vim.lsp.completion.enable(true, event.data.client_id, event.buf)
end })
"""
SOURCE = "class A:\n    def add(self, a, b):\n        re\n"
REPLY = "turn max(\n            {a: '$x'}[a],\n            b,\n        )\n"
LINES = REPLY.strip("\n").split("\n")


@pytest.fixture(params=[SERVER, SERVER + ITS_OWN], ids=["omnifunc", "vim.lsp.completion"])
def bare(
    tmp_path: Path, workspace: Path, backend: ScriptedBackend, request: pytest.FixtureRequest
) -> Iterator[Neovim]:
    from lspclient import environment
    from nvimdriver import Neovim

    settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
    env = environment(tmp_path / "home", settings)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    editor = Neovim(env={**env, "PATH": programs}, cwd=workspace, setup=request.param)
    editor.whole = "completion.enable" in request.param
    yield editor
    assert editor.close() == ""


def test_a_suggestion_comes_as_an_ordinary_item(
    bare: Neovim, workspace: Path, backend: ScriptedBackend
) -> None:
    backend.default(vllm_completion(REPLY))
    path = workspace / "a.py"
    path.write_text(SOURCE)
    bare.edit(path)
    bare.type("jjA<C-x><C-o>")
    bare.wait(lambda: "m2lsp" in bare.screen, "menu with our item")
    bare.type("<C-n><C-y>")
    taken = LINES if bare.whole else LINES[:1]
    wanted = SOURCE.rstrip("\n") + "\n".join(taken)
    bare.wait(lambda: bare.text == wanted, f"{wanted!r} in place of {bare.text!r}")
