"""The server: which message goes to which handler."""

import logging
from collections.abc import Callable
from typing import Any

from lsprotocol import converters, types
from pygls.lsp.server import LanguageServer

from m2lsp import __version__
from m2lsp.lsp.guard import Handler, guarded
from m2lsp.lsp.notifications import (
    did_change,
    did_change_configuration,
    did_change_workspace_folders,
    did_close,
    did_open,
    initialized,
)
from m2lsp.lsp.protocol import Protocol
from m2lsp.lsp.requests import (
    code_action,
    code_action_resolve,
    completion,
    execute_command,
    initialize,
    inline_completion,
    shutdown,
)
from m2lsp.lsp.session import Session
from m2lsp.lsp.status import Status

log = logging.getLogger(__name__)


class Server(LanguageServer):
    """pygls's server with our session."""

    def __init__(self, session: Session) -> None:
        super().__init__(
            "m2lsp", __version__, protocol_cls=Protocol, converter_factory=converters.get_converter
        )
        self.session = session
        self.status = Status(self)

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Errors outside any request go to the log: the user can do nothing about a malformed message."""
        log.error("%s: %s", getattr(source, "__name__", source), type(error).__name__)


def create(session: Session) -> Server:
    """A server with every handler in place, not started."""
    server = Server(session)

    def add(method: str, handler: Handler, options: Any = None, deadline: Any = None) -> None:
        async def bound(params: Any = None) -> Any:
            return await handler(server, params)

        server.feature(method, options)(guarded(method, bound, deadline))

    def completion_deadline() -> tuple[float, str]:
        return session.services.config.completion.deadline_s, "completion.deadline_s"

    def chat_deadline() -> tuple[float, str]:
        return session.services.config.chat.deadline_s, "chat.deadline_s"

    add(types.INITIALIZE, initialize.initialize)
    add(types.INITIALIZED, initialized.initialized)
    add(types.SHUTDOWN, shutdown.shutdown)
    _add_documents(server)
    add(
        types.TEXT_DOCUMENT_INLINE_COMPLETION,
        inline_completion.inline_completion,
        types.InlineCompletionOptions(),
        completion_deadline,
    )
    add(types.TEXT_DOCUMENT_CODE_ACTION, code_action.code_action, code_action.options())
    add(types.CODE_ACTION_RESOLVE, code_action_resolve.code_action_resolve, None, chat_deadline)
    add(types.WORKSPACE_DID_CHANGE_CONFIGURATION, did_change_configuration.did_change_configuration)
    add(
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
        did_change_workspace_folders.did_change_workspace_folders,
    )
    for name, command in execute_command.COMMANDS.items():
        server.command(name)(guarded(name, _command(server, command), chat_deadline))
    return server


def add_ordinary_completion(server: Server) -> None:
    """Serve ghost text as ordinary completion too; called while ``initialize`` is being answered."""

    async def bound(params: types.CompletionParams) -> Any:
        return await completion.completion(server, params)

    settings = server.session.services.config.completion
    server.feature(types.TEXT_DOCUMENT_COMPLETION, completion.options())(
        guarded(types.TEXT_DOCUMENT_COMPLETION, bound, lambda: (settings.deadline_s, "completion.deadline_s"))
    )


def _add_documents(server: Server) -> None:
    """Document notifications are plain functions, so that they take effect in the order they come."""
    handlers: dict[str, Callable[[Session, Any], None]] = {
        types.TEXT_DOCUMENT_DID_OPEN: did_open.did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: did_change.did_change,
        types.TEXT_DOCUMENT_DID_CLOSE: did_close.did_close,
    }
    for method, handler in handlers.items():
        server.feature(method)(_bound(handler, server.session))


def _bound(handler: Callable[[Session, Any], None], session: Session) -> Callable[[Any], None]:
    return lambda params: handler(session, params)


def _command(server: Server, command: Handler) -> Handler:
    async def bound(*arguments: Any) -> Any:
        return await command(server, *arguments)

    return bound
