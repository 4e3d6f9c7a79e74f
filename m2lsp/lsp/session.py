"""The one thing that changes: open documents, settings, what is under way.

Handlers take what they need from it before their first ``await``; everything else is a frozen value.
"""

import asyncio
import logging
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from m2lsp import config
from m2lsp.app import paths
from m2lsp.app.counts import Counts
from m2lsp.app.ghost.quiet import Quiet
from m2lsp.app.ghost.suggestions import Suggestions
from m2lsp.app.index_plan import plan
from m2lsp.app.indexing import Indexing, Show
from m2lsp.app.neighbours import Neighbours, nobody
from m2lsp.app.services import Services
from m2lsp.core.document import Document
from m2lsp.lsp.background import Background
from m2lsp.lsp.clients import Client
from m2lsp.lsp.offered import Offered
from m2lsp.lsp.recent_edits import RecentEdits
from m2lsp.lsp.upkeep import Upkeep

if TYPE_CHECKING:
    from collections.abc import Iterator


log = logging.getLogger(__name__)


class Superseded(Exception):
    """A newer request for the same document and method has come."""


class Session:
    """What the server knows of its client and of the documents."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.environment = dict(os.environ if environment is None else environment)
        self.client = Client()
        self.folders: tuple[Path, ...] = ()
        self.documents: dict[str, Document] = {}
        self.recent_edits = RecentEdits()
        self.suggestions = Suggestions()
        self.background = Background()
        self.upkeep = Upkeep(self.background)
        self.neighbours = Neighbours(nobody, self.background.start)  # until there is a client to ask
        self.options: dict[str, Any] = {}  # of initialize; the editor's settings are over them
        self.editor_settings: dict[str, Any] = {}
        self.warning = ""
        self.tell: Callable[[str], None] = log.warning  # shows the user a sentence that is no error
        self.quiet = Quiet()
        self.offered = Offered()
        self.indexing = Indexing()
        self._indexes = False
        self.services = self._load()
        self.counts = Counts(self.services.data)
        # Where the log was begun: settings that come later can't move it.
        self.log_file = paths.log_file(self.services.config.log.file, self.environment)
        self._expected: list[tuple[str, str, asyncio.Event]] = []
        self._newest: dict[tuple[str, str], asyncio.Task[Any]] = {}
        self._superseded: set[asyncio.Task[Any]] = set()

    def configure(self, editor: Mapping[str, Any] | None = None) -> None:
        """Take the editor's settings, if any came, and read the files anew.

        Requests under way go on with the settings that they began with.
        """
        if editor is not None:
            self.editor_settings = dict(editor)
        old, self.services = self.services, self._load()
        self.suggestions.forget()
        logging.getLogger("m2lsp").setLevel(self.services.config.log.level.upper())
        self.background.start(old.retire())
        self._follow()

    def begin_indexing(self, show: Show) -> None:
        """From now on there is an index of the workspace folders, if the settings want one."""
        self._indexes = True
        self.background.start(self.indexing.run(show))
        self._follow()

    def _follow(self) -> None:
        """Have indexed what the folders and the settings say by now."""
        if self._indexes:
            services, polls = self.services, not self.client.watches_files
            near = [document.path for document in self.documents.values() if document.path]
            self.indexing.follow(plan(self.folders, services.cache, services.config, polls=polls), near)

    def _load(self) -> Services:
        loaded = config.load(
            environment=self.environment,
            user_file=paths.config_file(self.environment),
            project_files=[folder / paths.PROJECT_FILE for folder in self.folders],
            editor=_over(self.editor_settings, self.options),
        )
        self.warning = loaded.warning
        return Services(self.quiet.over(loaded.config), self.folders, self.environment, tell=self._say)

    def _say(self, sentence: str) -> None:
        self.tell(sentence)  # which is set once there is somebody to tell

    def document(self, uri: str) -> Document | None:
        """The open document of that URI as it is now."""
        return self.documents.get(uri)

    @contextmanager
    def expecting(self, uri: str, text: str) -> "Iterator[asyncio.Event]":
        """An event that is set once the document comes to read so, or is closed."""
        came = asyncio.Event()
        self._expected.append((uri, text, came))
        try:
            yield came
        finally:
            self._expected.remove((uri, text, came))

    def changed(self, uri: str) -> None:
        """Tell those who expect it that a document has changed or was closed."""
        document = self.documents.get(uri)
        for wanted, text, came in self._expected:
            if wanted == uri and (document is None or document.text == text):
                came.set()

    @contextmanager
    def newest(self, method: str, uri: str) -> "Iterator[None]":
        """End the request before this one for the same method and document.

        Raises:
            Superseded: inside the block, in place of the cancellation, once a newer request comes.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("newest() is for handlers, which are tasks")
        key = (method, uri)
        older = self._newest.get(key)
        if older and not older.cancelling():
            self._superseded.add(older)
            older.cancel()
        self._newest[key] = task
        try:
            yield
        except asyncio.CancelledError:
            # The client may have cancelled it as well: then that is what it is told.
            if task not in self._superseded or task.uncancel():
                raise
            raise Superseded from None
        finally:
            self._superseded.discard(task)
            if self._newest.get(key) is task:
                del self._newest[key]

    async def close(self) -> None:
        """End what runs and close what is open."""
        await self.suggestions.close()
        await self.background.close()
        await asyncio.to_thread(self.counts.keep)
        await self.services.close()


def _over(strong: Mapping[str, Any], weak: Mapping[str, Any]) -> dict[str, Any]:
    """Both tables of sections as one; where both name a setting, the strong one counts."""
    joined = dict(strong)
    for key, value in weak.items():
        mine = joined.get(key)
        if isinstance(mine, Mapping) and isinstance(value, Mapping):
            joined[key] = {**mine, **{name: v for name, v in value.items() if mine.get(name) is None}}
        elif mine is None:
            joined[key] = value
    return joined
