"""What a session or a command works with: settings, rules, models, threads.

Models and the thread store are made when first used, so that a server which only syncs documents has
opened no file and imported no SDK.
"""

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from m2lsp.app import paths
from m2lsp.app.told import Told
from m2lsp.config import Config
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Budget, Request

if TYPE_CHECKING:
    from m2lsp.app.lines import Lines
    from m2lsp.app.manners import Manner, Manners
    from m2lsp.app.models import Purpose
    from m2lsp.app.spending import Spending
    from m2lsp.index.rules import Rules
    from m2lsp.profiles.model import Model
    from m2lsp.threads import ThreadStore


log = logging.getLogger(__name__)


class Services:
    """One set of settings and all that was made from it; a change of settings makes a new one."""

    def __init__(
        self,
        config: Config,
        folders: Sequence[Path],
        environment: Mapping[str, str],
        data: Path | None = None,
        tell: Callable[[str], None] = log.warning,
    ) -> None:
        """``tell`` shows the user a sentence that is no error; each is told once."""
        self.config = config
        self.data = data or paths.data_dir(environment)
        self.cache = data / "cache" if data else paths.cache_dir(environment)
        self.folders = tuple(folders)
        self.environment = environment
        self.standing: dict[Purpose, int] = {}  # whose turn it was last, by the place in the user's list
        self.told = Told(tell)
        self._models: dict[str, Model] = {}
        self._lines: Lines | None = None
        self._spending: Spending | None = None
        self._manners: Manners | None = None
        self._making = asyncio.Lock()
        self._closed = False
        self._closing: asyncio.Task[None] | None = None
        self._users = 0
        self._idle = asyncio.Event()
        self._rules: Rules | None = None
        self._store: ThreadStore | None = None
        self._store_lock = Lock()  # worker threads ask for the store, too

    async def model(self, purpose: "Purpose", rank: int = 0) -> "Model":
        """The model for ghost text or for actions; with a ``rank``, the one that stands in at that place.

        Raises:
            ConfigError: the settings do not describe one.
            Declined: everything was closed, perhaps while it was made.
        """
        name = f"{purpose}, {rank}" if rank else purpose
        if made := self._models.get(name):
            return made
        async with self._making:
            self._require_open()
            if name not in self._models:
                made = await asyncio.to_thread(self._make, purpose, rank)
                self._require_open()  # else it is dropped: before its first request it holds nothing open
                self._models[name] = made
            return self._models[name]

    def tell(self, sentence: str) -> None:
        """Show the user a sentence that is no error, once."""
        self.told.once(sentence)

    @property
    def lines(self) -> "Lines":
        """What requests to one endpoint share."""
        if self._lines is None:
            from m2lsp.app.lines import Lines

            self._lines = Lines(self.tell, self.spending)
        return self._lines

    @property
    def spending(self) -> "Spending | None":
        """What was spent today; ``None`` where the settings set no limit, as then nothing is counted."""
        limit = self.config.budget.daily_tokens
        if limit and self._spending is None:
            from m2lsp.app.spending import Spending

            self._spending = Spending(self.data, limit)
        return self._spending

    def _require_open(self) -> None:
        if self._closed:
            raise Declined(
                "m2lsp is closing, so this was not begun. Ask again once it has been started anew."
            )

    def _make(self, purpose: "Purpose", rank: int) -> "Model":
        from m2lsp.app.manners import applied, key
        from m2lsp.app.measures import Measures, measured
        from m2lsp.app.models import model

        made = model(self.config, purpose, self.environment, rank, self.lines)
        name = key(made)
        if name is None:
            return made
        if known := self.manners.known(name):
            made = applied(made, known)
        measure = Measures(self.cache).known(name)
        return measured(made, measure) if measure else made

    @property
    def manners(self) -> "Manners":
        """What was found out about endpoints."""
        if self._manners is None:
            from m2lsp.app.manners import Manners

            self._manners = Manners(self.cache)
        return self._manners

    def doubt(self, model: "Model") -> None:
        """The way in which this model was asked failed, so it is to be found out again."""
        from m2lsp.app.manners import key

        if name := key(model):
            self.manners.doubt(name)

    def ranks(self, purpose: "Purpose") -> tuple[int, ...]:
        """The places in the list whose models are in use: the first, and those that stood in so far."""
        places = range(1, len(self.config.candidates(purpose)))
        return (0, *(rank for rank in places if f"{purpose}, {rank}" in self._models))

    @property
    def in_doubt(self) -> bool:
        """Whether there is something to find out again now."""
        return self._manners is not None and self._manners.in_doubt

    def learn(self, name: str, manner: "Manner") -> None:
        """Use the models of that endpoint as was found out; requests under way go on as they are."""
        from m2lsp.app.manners import applied, as_rows_say, key

        for place, model in self._models.items():
            if key(model) == name:
                self._models[place] = applied(as_rows_say(model), manner)

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
        if why := self.rules.refuses_document(document.uri, document.path):
            raise Declined(why)

    async def permitted(self, request: Request) -> Request:
        """The request with only those other documents and edits that rules and settings let be shown."""
        from m2lsp.app.permission import permitted

        return await permitted(request, self.config.context, self.rules)

    @property
    def rules(self) -> "Rules":
        """The rules of trust over the workspace folders.  Any thread may ask."""
        if self._rules is None:
            from m2lsp.index.rules import Rules

            self._rules = Rules(self.folders)
        return self._rules

    @property
    def store(self) -> "ThreadStore":
        """The conversations on disk.  Any thread may ask.

        Raises:
            ThreadsUnavailable: everything was closed.
        """
        from m2lsp.threads import ThreadStore, ThreadsUnavailable

        with self._store_lock:
            if self._closed:
                raise ThreadsUnavailable("m2lsp is closing, so the conversations are closed, too.")
            if self._store is None:
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
        """Close once the requests under way are done: newer settings have come.

        Who cancels this has them closed at once.
        """
        try:
            while self._users:
                self._idle.clear()
                await self._idle.wait()
        finally:
            await self.close()

    async def close(self) -> None:
        """Close connections, child processes and files, now and for good.

        Who calls again waits for the same end.  A cancellation counts only after it: nobody else knows what
        would be left open.
        """
        with self._store_lock:
            self._closed = True
        if self._closing is None:
            models = tuple(self._models.values())
            self._models.clear()
            self._closing = asyncio.create_task(self._close(models))  # noqa: TID251 (awaited below)
        try:
            await asyncio.shield(self._closing)
        except asyncio.CancelledError:
            await self._closing
            raise

    async def _close(self, models: "tuple[Model, ...]") -> None:
        async with AsyncExitStack() as closing:  # one that fails keeps none of the others open
            if self._store is not None:
                closing.push_async_callback(asyncio.to_thread, self._store.close)
            if models:
                from m2lsp.app.measures import Measures, heard

                closing.push_async_callback(asyncio.to_thread, Measures(self.cache).keep, heard(models))
            for model in models:
                closing.push_async_callback(model.backend.close)
