"""The check of edits in one user turn: one copy, made when first needed, and as many runs as it takes."""

import asyncio
import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import TracebackType
from typing import Self

from m2lsp.checks.copying import Source, copy
from m2lsp.checks.findings import Finding
from m2lsp.checks.news import news
from m2lsp.checks.running import Ran, run
from m2lsp.core.errors import Drop

FORGOTTEN_S = 86_400.0  # a copy that is older belongs to nobody any more


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run and where: ``command`` in the folder ``inside`` of the workspace, for ``limit_s`` seconds.

    ``unsaved`` are texts of open documents, by their absolute paths: the copy has them in place of what is on
    disk.  ``place`` is the folder that copies are made in.
    """

    source: Source
    command: tuple[str, ...]
    inside: str
    environment: Mapping[str, str]
    limit_s: float
    place: Path
    unsaved: Mapping[Path, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The command as the user would type it."""
        return " ".join(self.command)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the command found that is ``new``; nothing means that the edit passed."""

    command: str
    new: tuple[Finding, ...]


class Checker:
    """Use it as a context: at the end the copy is gone."""

    def __init__(self, plan: Plan, running: Callable[[], contextlib.AbstractContextManager[object]]) -> None:
        """``running`` is entered while the command runs: that time is not the model's."""
        self.plan = plan
        self._running = running
        self._copy: Path | None = None
        self._before: Ran | None = None
        self._stopped = Event()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, _: type | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self._stopped.set()
        if self._copy:
            await asyncio.to_thread(shutil.rmtree, self._copy, ignore_errors=True)

    async def look(self, texts: Mapping[Path, str]) -> Verdict | Drop:
        """What is new in the workspace with these texts, by their files' absolute paths.

        The edited copy is checked first: if the command is content, what it says without the edit does not
        matter.  A ``Drop`` says why there is no telling.
        """
        with self._running():
            try:
                return await self._look(texts)
            except OSError as error:
                return Drop("no copy", f"The workspace can't be copied for a check: {error.strerror}.")

    async def _look(self, texts: Mapping[Path, str]) -> Verdict | Drop:
        if self._copy is None and (why := await self._make()):
            return why
        after = await self._with(texts)
        if isinstance(after, Drop):
            return after
        if after.code == 0:
            return Verdict(self.plan.name, ())
        if self._before is None:
            before = await self._run()
            if isinstance(before, Drop):
                return before
            self._before = before
        return Verdict(self.plan.name, news(self._before, after))

    async def _make(self) -> Drop | None:
        self._copy = await asyncio.to_thread(_new_folder, self.plan.place)
        why = await asyncio.to_thread(copy, self.plan.source, self._root, self._stopped.is_set)
        if why is None:
            await asyncio.to_thread(self._put, self.plan.unsaved)
        return why

    async def _with(self, texts: Mapping[Path, str]) -> Ran | Drop:
        """Run with these texts in the copy, and take them out again."""
        had = await asyncio.to_thread(self._put, texts)
        try:
            return await self._run()
        finally:
            await asyncio.to_thread(_restore, had)

    async def _run(self) -> Ran | Drop:
        ran = await run(
            self.plan.command,
            self._root / self.plan.inside,
            self.plan.environment,
            self.plan.limit_s,
        )
        if isinstance(ran, Drop):
            return ran
        # Paths as they are in the workspace, so that they mean something to whoever reads them.
        return Ran(ran.code, ran.output.replace(f"{self._root}{os.sep}", ""))

    @property
    def _root(self) -> Path:
        assert self._copy
        return self._copy / self.plan.source.folder.name  # tools may look at the folder's name

    def _put(self, texts: Mapping[Path, str]) -> dict[Path, bytes | None]:
        """Write the texts into the copy; what was there before, ``None`` for a file that there was not."""
        had: dict[Path, bytes | None] = {}
        for path, text in texts.items():
            if not path.is_relative_to(self.plan.source.folder):
                continue
            target = self._root / path.relative_to(self.plan.source.folder)
            had[target] = target.read_bytes() if target.is_file() else None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8", "surrogatepass"))
        return had


def _new_folder(place: Path) -> Path:
    """A new one in the place, whose forgotten ones go: whoever was killed could not take its copy away."""
    place.mkdir(parents=True, exist_ok=True)
    for old in place.glob("check-*"):
        with contextlib.suppress(OSError):
            if time.time() - old.stat().st_mtime > FORGOTTEN_S:
                shutil.rmtree(old, ignore_errors=True)
    return Path(os.path.realpath(tempfile.mkdtemp(prefix="check-", dir=place)))


def _restore(had: Mapping[Path, bytes | None]) -> None:
    for path, content in had.items():
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
