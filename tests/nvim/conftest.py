"""A real Neovim with the plug-in, a real server, and a scripted model endpoint."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from scripted import ScriptedBackend

if TYPE_CHECKING:
    from nvimdriver import Neovim

PLUGIN = Path(__file__).parents[2] / "editors" / "nvim"
SETUP = f"vim.opt.runtimepath:prepend({str(PLUGIN)!r}) require('m2lsp').setup()"


@pytest.fixture
def backend() -> Iterator[ScriptedBackend]:
    with ScriptedBackend() as running:
        yield running


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def neovim(tmp_path: Path, workspace: Path, backend: ScriptedBackend) -> Iterator[Neovim]:
    """Neovim as its user would have it; the driver needs packages that only these tests install."""
    from lspclient import environment
    from nvimdriver import Neovim

    settings = {"M2LSP_BASE_URL": backend.url, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"}
    env = environment(tmp_path / "home", settings)
    programs = f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"
    editor = Neovim(env={**env, "PATH": programs}, cwd=workspace, setup=SETUP)
    yield editor
    assert editor.close() == ""
