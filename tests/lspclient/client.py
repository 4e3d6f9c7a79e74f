"""An editor, as far as a server can tell."""

from __future__ import annotations

import copy as copying
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lspclient.answers import Answer, apply_to_copies, path_of
from lspclient.documents import Copy
from lspclient.peer import PATIENCE, Peer, Pending
from lspclient.profiles import PROFILES
from lspclient.server import Server
from lspclient.wire import Framed, Wire

__all__ = ["Client", "Pending"]


class Client:
    """A client of the given profile on a wire, or on a server's standard streams.

    ``answers`` replaces the profile's manners by method, ``encodings`` what it offers in
    ``general.positionEncodings``; ``settings`` is what ``workspace/configuration`` finds.
    """

    def __init__(
        self,
        server: Server | Wire,
        profile: str = "vscode-code-server-lc11",
        *,
        answers: Mapping[str, Answer] | None = None,
        encodings: Sequence[str] | None = None,
        settings: dict | None = None,
    ) -> None:
        self.profile = PROFILES[profile]
        self.documents: dict[str, Copy] = {}
        self.folders: list[dict] = []
        self.settings = settings or {}
        self.encoding = "utf-16"
        self._answers, self._encodings = dict(answers or {}), encodings
        self.server = server if isinstance(server, Server) else None
        self.peer = Peer(_wire_of(server) if isinstance(server, Server) else server, self._answer)

    def initialize(
        self, root: Path, options: Any = None, *, process_id: int | None = os.getpid(), **more: Any
    ) -> dict:
        """Begin the session in one workspace folder; the server's answer."""
        self.folders = [{"uri": root.as_uri(), "name": root.name}]
        params = {
            **copying.deepcopy(self.profile.initialize),
            "processId": process_id,
            "rootUri": root.as_uri(),
            "workspaceFolders": self.folders,
            **more,
        }
        if options is not None:
            params["initializationOptions"] = options
        if self._encodings is not None:
            params["capabilities"].setdefault("general", {})["positionEncodings"] = list(self._encodings)
        result = self.request("initialize", params)
        self.encoding = result["capabilities"].get("positionEncoding", "utf-16")
        self.notify("initialized", {})
        return result

    def request(self, method: str, params: Any = None, timeout: float = PATIENCE) -> Any:
        """Ask and wait for the result."""
        return self.send(method, params).result(timeout)

    def send(self, method: str, params: Any = None) -> Pending:
        """Ask and go on."""
        return self.peer.send(method, params)

    def notify(self, method: str, params: Any = None) -> None:
        """Tell."""
        self.peer.notify(method, params)

    def heard(self, method: str) -> list[dict]:
        """The parameters of all that the server sent of one method, requests and notifications."""
        return self.peer.trace.from_server(method)

    def wait_for(
        self, method: str, where: Callable[[dict], object] = lambda params: True, timeout: float = PATIENCE
    ) -> dict:
        """The parameters of the first message of a method that fits, once it has come."""
        found = self.peer.wait(lambda: [p for p in self.heard(method) if where(p)], method, timeout)
        return found[0]

    def open(self, path: Path, text: str, language_id: str) -> Copy:
        """Write the file and open it in the editor."""
        path.write_bytes(text.encode())
        document = Copy(path.as_uri(), text, language_id, encoding=self.encoding)
        self.documents[document.uri] = document
        item = {"uri": document.uri, "languageId": language_id, "version": document.version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return document

    def change(self, document: Copy, start: int, end: int, new: str) -> None:
        """Type: put ``new`` in place of ``text[start:end]`` and tell the server the change alone."""
        self._did_change(document, document.replace(start, end, new))

    def replace_all(self, document: Copy, text: str) -> None:
        """Change the text to ``text``, told as one change of all of it."""
        document.replace(0, len(document.text), text)
        self._did_change(document, {"text": text})

    def close(self, document: Copy) -> None:
        """Close a document."""
        del self.documents[document.uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": document.uri}})

    def at(self, document: Copy, offset: int) -> dict:
        """The parameters that name a place in a document."""
        return {"textDocument": {"uri": document.uri}, "position": document.position(offset)}

    def apply(self, edit: dict) -> None:
        """Apply a workspace edit, all or nothing, and tell the server of the changes.

        Raises:
            Stale: it was made for another version of a document.
        """
        apply_to_copies(self, edit)

    def read(self, uri: str) -> str:
        """The text of a file that the server named."""
        return Path(path_of(uri)).read_text(encoding="utf-8")

    def leave(self) -> None:
        """Say ``shutdown`` and ``exit``, as a well-mannered editor."""
        self.request("shutdown")
        self.notify("exit")
        self.peer.wait(lambda: self.peer.closed, "end of the server's output")

    def _did_change(self, document: Copy, change: Mapping[str, object]) -> None:
        identifier = {"uri": document.uri, "version": document.version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": [change]})

    def _answer(self, method: str, params: dict) -> Any:
        return (self._answers.get(method) or self.profile.answer(method))(self, params)


def _wire_of(server: Server) -> Framed:
    process = server.process
    assert process.stdin is not None
    assert process.stdout is not None
    return Framed(process.stdout, process.stdin)
