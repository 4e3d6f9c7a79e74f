"""A running server process for one provider, what it talks to, and where it keeps its threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lspclient import Client, Sessions
from scripted import ScriptedBackend

from leaks.rows import Row
from m2lsp.threads import ThreadStore


@dataclass(frozen=True, slots=True)
class Stage:
    """An editor in a session, the endpoint behind its server, and the kept threads."""

    sessions: Sessions
    client: Client
    backend: ScriptedBackend
    store: ThreadStore

    @property
    def folder(self) -> Path:
        """The workspace."""
        return self.sessions.workspace


@contextmanager
def stage(row: Row, folder: Path) -> Iterator[Stage]:
    """A session with the row's provider and model, in ``folder``; at its end it is held to the protocol."""
    with ScriptedBackend() as backend:
        settings = {"BASE_URL": backend.url, "PROVIDER": row.provider, "MODEL": row.model}
        named = {f"M2LSP_{key}": value for key, value in settings.items()}
        sessions = Sessions(folder, {**named, "M2LSP_COMPLETION_DEBOUNCE_MS": "0"})
        store = ThreadStore(sessions.home / "data" / "m2lsp" / "threads.sqlite3")
        try:
            yield Stage(sessions, sessions.start(), backend, store)
        finally:
            store.close()
            sessions.end()
