"""The workspace's index while a server runs: the process that keeps it, and looking things up.

The process is started when there is something to look at, and let go of when there was nothing for a while.
If it dies it is started once more; dies it again before it got anything done, there is no index from then on,
and context comes from the open documents alone.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m2lsp.app.index_plan import Plan
from m2lsp.app.index_process import COMMAND, end, heard, started
from m2lsp.core.symbol import Symbols

if TYPE_CHECKING:
    from m2lsp.index.jobs import Job
    from m2lsp.index.remembered import Remembered

log = logging.getLogger(__name__)

LINGER_S = 3.0
"""So long the process waits for more to do: saves come in rows, and a start costs 0.2 s."""

SETTLE_S = 0.05
"""One save is told several times over, by the editor and by its watcher."""

MANY = 200
"""More changed paths than that, as after a checkout, and all files are looked at: that takes less."""

SHOWN_FROM = 20
"""Fewer changed files are read before anybody could see that."""

Say = Callable[[str], None]
Show = Callable[[], AbstractAsyncContextManager[Say]]
"""Shows the user that something is under way, for as long as the block takes, and lines about it."""


class _Died(Exception):
    """The process ended by itself."""


class Indexing:
    """Keeps the index of a session's folders.  ``run`` does the work; the rest returns at once."""

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = command
        self._plan: Plan | None = None
        self._near: tuple[Path, ...] = ()
        self._everything = False
        self._paths: dict[Path, None] = {}
        self._wanted = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._replaced = False
        self._stores: dict[Path, Remembered] = {}
        self._asked = False
        self._given_up = False

    @property
    def symbols(self) -> Symbols | None:
        """To look definitions up; ``None`` where there is no index."""
        if not self._stores:
            return None
        from m2lsp.index.joined import Joined

        self._asked = True
        return Joined(tuple(self._stores.values()))

    def follow(self, new: Plan | None, near: Iterable[Path] = ()) -> None:
        """Index as planned from now on, beginning near these files."""
        if new == self._plan:
            return
        self._plan, self._near = new, tuple(near)
        self._paths.clear()
        self._let_go(set(self._stores) - set(new.folders if new else ()))
        self._everything = new is not None
        if self._process:  # what it does now is not wanted any more
            self._replaced = True
            end(self._process)
        self._wanted.set()

    def touched(self, paths: Iterable[Path]) -> None:
        """These files or folders were made, changed, moved or deleted."""
        if self._plan is None:
            return
        self._paths.update(dict.fromkeys(path for path in paths if self._is_inside(path)))
        self._everything = self._everything or len(self._paths) > MANY
        if self._paths:
            self._wanted.set()

    def look_through(self) -> None:
        """Look at everything again: an ignore file changed."""
        self._everything = self._plan is not None
        self._wanted.set()

    async def run(self, show: Show) -> None:
        """Work until cancelled; ``show`` is used while many files are read."""
        deaths = 0
        try:
            while not self._given_up:
                await self._something_to_do()
                try:
                    await self._attended(show)
                    deaths = 0
                except (_Died, OSError) as error:
                    deaths = self._after_death(error, deaths + 1)
        finally:
            self._let_go(set(self._stores))

    def _after_death(self, error: Exception, deaths: int) -> int:
        if deaths > 1:
            log.warning("the process that indexes ended again (%s); there is no index from now on", error)
            self._given_up = True
            self._let_go(set(self._stores))
        else:
            log.warning("the process that indexes ended (%s); it is started again", error)
            self._everything = self._plan is not None
            self._wanted.set()
        return deaths

    async def _something_to_do(self) -> None:
        """Wait until there is, or for the time to look whether files have changed, while somebody asks."""
        while not self._wanted.is_set():
            poll_s = self._plan.poll_s if self._plan else 0.0
            try:
                async with asyncio.timeout(poll_s or None):
                    await self._wanted.wait()
            except TimeoutError:
                if self._asked:
                    self._asked = False
                    self.look_through()

    async def _attended(self, show: Show) -> None:
        """Run the process until it had nothing to do for a while."""
        if self._plan is None:
            self._wanted.clear()
            return
        async with started(self._command) as process:
            self._process, self._replaced = process, False
            log.info("the workspace is indexed by process %d", process.pid)
            try:
                while job := await self._next():
                    await self._done(process, job, show)
            finally:
                self._process = None

    async def _next(self) -> "Job | None":
        """What is to be done next; ``None`` if nothing came for a while, or the plan is another one."""
        try:
            async with asyncio.timeout(LINGER_S):
                await self._wanted.wait()
        except TimeoutError:
            return None
        await asyncio.sleep(SETTLE_S)
        if self._plan is None or self._replaced:
            return None
        self._wanted.clear()
        paths = None if self._everything else tuple(self._paths)
        self._everything = False
        self._paths.clear()
        return self._plan.job(self._near, paths)

    async def _done(self, process: asyncio.subprocess.Process, job: "Job", show: Show) -> None:
        """Have the process do the job.

        Raises:
            _Died: it ended before that, and not because of another plan.
        """
        assert process.stdin is not None
        process.stdin.write(f"{job.line()}\n".encode())
        lines: list[Say] = []
        async with AsyncExitStack() as showing:
            async for said in heard(process):
                if "open" in said:
                    await self._read_from(Path(said["open"]), job, anew=said["anew"])
                elif said.get("of", 0) >= SHOWN_FROM:
                    if not lines:
                        lines.append(await showing.enter_async_context(show()))
                    lines[0](f"{said['read']:,} of {said['of']:,} files")
                elif "cut" in said:
                    log.warning("not all files of %s were indexed: the limit on %s", *_cut(said))
                elif "done" in said:
                    log.info("%d files are indexed", said["done"])
                    return
        if not self._replaced:
            raise _Died(f"exit code {await process.wait()}")

    async def _read_from(self, folder: Path, job: "Job", *, anew: bool) -> None:
        """Look things up in this folder's index from now on."""
        if anew:
            log.warning("the index of %s was damaged, so it is made anew", folder.name)
            self._let_go(self._stores.keys() & {folder})
        if folder in self._stores:
            return
        opened = await asyncio.to_thread(_open, folder, job.cache)
        if opened and self._plan and folder in self._plan.folders:
            self._stores[folder] = opened

    def _is_inside(self, path: Path) -> bool:
        return self._plan is not None and any(path.is_relative_to(f) for f in self._plan.folders)

    def _let_go(self, folders: Iterable[Path]) -> None:
        for folder in folders:
            self._stores.pop(folder).close()


def _cut(said: Mapping[str, Any]) -> tuple[str, str]:
    return Path(said["folder"]).name, str(said["cut"])


def _open(folder: Path, cache: Path) -> "Remembered | None":
    import sqlite3

    from m2lsp.index.remembered import Remembered
    from m2lsp.index.store import Store, store_file

    try:
        return Remembered(Store(store_file(folder, cache), folder, readonly=True))
    except (sqlite3.Error, OSError) as error:
        log.warning("the index can't be read: %s", type(error).__name__)
        return None
