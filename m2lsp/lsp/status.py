"""Say what the server is doing, and why nothing came, without getting in the way.

A client with ``m2lsp/status`` is told each change; another gets each distinct sentence once, as a
message, because one at every keystroke would make the editor useless.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from m2lsp.app.ghost.quiet import OFF
from m2lsp.lsp.session import Session

Kind = Literal["ready", "busy", "warning", "off"]
METHOD = "m2lsp/status"
OFF_BY_SETTING = "Ghost text is switched off (completion.enabled)."


class Status:
    """The status as the client last heard it."""

    def __init__(self, server: LanguageServer, session: Session) -> None:
        self._server = server
        self._session = session
        self._last: tuple[str, str] = ("", "")
        self._told: set[str] = set()
        self._under_way: list[str] = []

    @contextmanager
    def busy(self, sentence: str) -> Iterator[None]:
        """Say what is under way for as long as the block takes; several may be."""
        self._under_way.append(sentence)
        self.ready()
        try:
            yield
        finally:
            self._under_way.remove(sentence)
            self.ready()

    def ready(self) -> None:
        """Nothing to report: what is under way shows again, else wrong settings, else what is off."""
        if self._under_way:
            self.say("busy", self._under_way[-1])
        elif self._session.warning:
            self.say("warning", self._session.warning)
        elif off := self.off:
            self.say("off", off)
        else:
            self.say("ready")

    @property
    def off(self) -> str:
        """Why no ghost text comes by itself, if the user wished it so; else empty."""
        quiet = self._session.quiet
        if not self._session.services.config.completion.enabled:
            return OFF_BY_SETTING if quiet.enabled is None else OFF
        snoozed = quiet.refuses(time.time())
        return snoozed.detail if snoozed else ""

    def say(self, kind: Kind, sentence: str = "", command: str = "") -> None:
        """Tell the client, if that is news.  ``command`` is one that the client may offer."""
        if (kind, sentence) == self._last:
            return
        self._last = (kind, sentence)
        if self._session.client.has("status"):
            body = {"kind": kind, "message": sentence} | ({"command": command} if command else {})
            self._server.protocol.notify(METHOD, body)
        elif kind == "warning" and sentence and not sentence.startswith(tuple(self._told)):
            self._told.add(sentence)  # one that only adds to it, such as when it is tried again, is no news
            self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, sentence))

    def note(self, sentence: str) -> None:
        """Tell the user something that is no error, whatever client it is: a status would be gone with the
        end of the request.  How often is for whoever tells it (``m2lsp.app.told``).
        """
        self._server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, sentence))
