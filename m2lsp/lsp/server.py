"""The server that handlers are handed: pygls's, with our session, status and account."""

import logging
from typing import Any

from lsprotocol import converters
from pygls.lsp.server import LanguageServer

from m2lsp import __version__
from m2lsp.lsp import symbol_context
from m2lsp.lsp.account import Account
from m2lsp.lsp.protocol import Protocol
from m2lsp.lsp.session import Session
from m2lsp.lsp.status import Status

log = logging.getLogger(__name__)


class Server(LanguageServer):
    """pygls's server; ``m2lsp.lsp.routes`` says which message goes to which handler."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            "m2lsp", __version__, protocol_cls=Protocol, converter_factory=converters.get_converter
        )
        self.session = session
        self.status = Status(self, session)
        self.account = Account(self, session)
        session.tell = self.status.note
        symbol_context.connect(self, session)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors outside any request go to the log: the user can do nothing about a malformed message."""
        log.error("%s: %s", getattr(source, "__name__", source), type(error).__name__)
