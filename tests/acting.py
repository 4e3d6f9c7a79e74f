"""Features run as a user would have them run: settings, services and a scripted endpoint over real HTTP.

with acting(tmp_path) as stage:
    stage.backend.queue(vllm_chat("…"))
    outcome = stage.act("rewrite", stage.request("«x = 1»\\n", instruction="add 1"))
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marks import parse
from scripted import ScriptedBackend

from m2lsp.app.actions import User, perform
from m2lsp.app.ghost import suggest
from m2lsp.app.services import Services
from m2lsp.config import load
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Budget, Outcome, Request, Suggestion
from m2lsp.core.thread import Turn
from m2lsp.threads import ThreadStore

ENDINGS = {"python": "py", "rust": "rs", "typescript": "ts", "go": "go", "kotlin": "kt", "": "txt"}
BUDGET = Budget(context_tokens=4000, answer_tokens=2000, history_tokens=8000)


async def silent(_: str) -> str | None:
    return None


@dataclass(slots=True)
class Stage:
    """A workspace, an endpoint, and the settings that lead from one to the other."""

    backend: ScriptedBackend
    folder: Path
    data: Path
    settings: Mapping[str, Mapping[str, Any]]
    environment: Mapping[str, str]

    def services(self) -> Services:
        endpoint = {"base_url": self.backend.url, **self.settings.get("endpoint", {})}
        editor = {**self.settings, "endpoint": endpoint}
        loaded = load(environment=self.environment, user_file=None, project_files=[], editor=editor)
        assert loaded.problems == ()
        return Services(loaded.config, [self.folder], self.environment, data=self.data)

    def request(self, fixture: str, language: str = "python", **more: Any) -> Request:
        """A request about the mark in the fixture, which is a document of the workspace."""
        marked = parse(fixture)
        path = self.folder / f"case.{ENDINGS.get(language, language)}"
        document = Document(path.as_uri(), marked.text, language, 7, path)
        return replace(Request(document, marked.span, BUDGET, folders=(self.folder,)), **more)

    def act(
        self,
        name: str,
        request: Request,
        ask: Callable[[str], Awaitable[str | None]] = silent,
        warn: Callable[[str], None] = lambda _: None,
    ) -> Outcome:
        """Run an action to its end."""
        user = User(lambda _: None, ask, warn=warn)
        return self.run(lambda services: perform(name, request, services, user))

    def suggest(self, request: Request) -> Suggestion | Drop:
        return self.run(lambda services: suggest(request, services))

    def run(self, job: Callable[[Services], Awaitable[Any]]) -> Any:
        async def whole() -> Any:
            services = self.services()
            try:
                return await job(services)
            finally:
                await services.close()

        return asyncio.run(whole())

    def turns(self, uri: str) -> tuple[Turn, ...]:
        """What was kept of the conversation about a document."""
        store = ThreadStore(self.data / "threads.sqlite3")
        try:
            return store.turns(uri)
        finally:
            store.close()


def open_documents(stage: Stage) -> tuple[Document, ...]:
    """Two documents that are open beside the one at hand."""
    names = ("ignored", "shown")
    texts = {stage.folder / f"{name}.py": f"def total_{name}():\n    return 1\n" for name in names}
    return tuple(Document(path.as_uri(), text, "python", 1, path) for path, text in texts.items())


@contextmanager
def acting(
    folder: Path,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Stage]:
    """A stage in ``folder``; the endpoint is the scripted one unless the settings say otherwise."""
    workspace = folder / "workspace"
    workspace.mkdir()
    with ScriptedBackend() as backend:
        yield Stage(backend, workspace, folder / "data", settings or {}, environment or {})
