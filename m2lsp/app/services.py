"""What a session or a command works with: settings, rules, models, threads.

Models and the thread store are made when first used, so that a server which only syncs documents has
opened no file and imported no SDK.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.app import paths
from m2lsp.config import Config
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Budget, Request

if TYPE_CHECKING:
    from m2lsp.app.models import Purpose
    from m2lsp.index.rules import Rules
    from m2lsp.profiles.model import Model
    from m2lsp.threads import ThreadStore


class Services:
    """One set of settings and all that was made from it; a change of settings makes a new one."""

    def __init__(
        self,
        config: Config,
        folders: Sequence[Path],
        environment: Mapping[str, str],
        data: Path | None = None,
    ) -> None:
        self.config = config
        self.data = data or paths.data_dir(environment)
        self.folders = tuple(folders)
        self.environment = environment
        self._models: dict[str, Model] = {}
        self._making = asyncio.Lock()
        self._users = 0
        self._idle = asyncio.Event()
        self._rules: Rules | None = None
        self._store: ThreadStore | None = None

    async def model(self, purpose: "Purpose") -> "Model":
        """The model for ghost text or for actions.

        Raises:
            ConfigError: the settings do not describe one.
        """
        if purpose in self._models:
            return self._models[purpose]
        async with self._making:
            if purpose not in self._models:
                self._models[purpose] = await asyncio.to_thread(self._make, purpose)
        return self._models[purpose]

    def _make(self, purpose: "Purpose") -> "Model":
        from m2lsp.app.models import model

        return model(self.config, purpose, self.environment)

    def budget(self, purpose: "Purpose") -> Budget:
        """The limits that the settings give a request."""
        if purpose == "completion":
            settings = self.config.completion
            return Budget(settings.context_tokens, settings.max_tokens)
        chat = self.config.chat
        return Budget(chat.context_tokens, chat.max_tokens, chat.history_tokens)

    def permit(self, document: Document) -> None:
        """Let the document be read and sent, or say which rule forbids it.

        Raises:
            Declined: an ignore file or a secret pattern names it.
        """
        if why := self._refusal(document):
            raise Declined(why)

    async def permitted(self, request: Request) -> Request:
        """The request with only those other open documents that rules and settings let be shown."""
        others = request.open_documents if self.config.context.open_documents else ()
        if others:  # a tenth of a millisecond each, so not on the event loop
            others = await asyncio.to_thread(lambda: tuple(d for d in others if not self._refusal(d)))
        return replace(request, open_documents=others)

    def _refusal(self, document: Document) -> str | None:
        if self._rules is None:
            from m2lsp.index.rules import Rules

            self._rules = Rules(self.folders)
        if document.path is None:
            return self._rules.refuses_uri(document.uri)
        return self._rules.refuses(document.path)

    @property
    def store(self) -> "ThreadStore":
        """The conversations on disk."""
        if self._store is None:
            from m2lsp.threads import ThreadStore

            self._store = ThreadStore(self.data / "threads.sqlite3")
        return self._store

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Hold off ``retire`` while a request works with these services."""
        self._users += 1
        try:
            yield
        finally:
            self._users -= 1
            if not self._users:
                self._idle.set()

    async def retire(self) -> None:
        """Close once the requests under way are done: newer settings have come."""
        while self._users:
            self._idle.clear()
            await self._idle.wait()
        await self.close()

    async def close(self) -> None:
        """Close connections, child processes and files, now."""
        for model in self._models.values():
            await model.backend.close()
        self._models.clear()
        if self._store is not None:
            await asyncio.to_thread(self._store.close)
            self._store = None
