"""Which message goes to which handler."""

from collections.abc import Callable
from functools import partial
from typing import Any

from lsprotocol import types

from m2lsp.lsp.guard import Handler, guarded, guarded_change
from m2lsp.lsp.notifications import (
    did_change,
    did_change_configuration,
    did_change_workspace_folders,
    did_close,
    did_open,
    files_changed,
    initialized,
)
from m2lsp.lsp.requests import (
    code_action,
    code_action_resolve,
    completion,
    completion_resolve,
    execute_command,
    initialize,
    inline_completion,
    shutdown,
)
from m2lsp.lsp.server import Server
from m2lsp.lsp.session import Session
from m2lsp.lsp.watching import MOVES

# Plain functions, because pygls runs those at once: changes take effect in the order they come.
DOCUMENTS: dict[str, Callable[[Session, Any], None]] = {
    types.TEXT_DOCUMENT_DID_OPEN: did_open.did_open,
    types.TEXT_DOCUMENT_DID_CHANGE: did_change.did_change,
    types.TEXT_DOCUMENT_DID_CLOSE: did_close.did_close,
}

FILES: dict[str, tuple[Callable[[Session, Any], None], Any]] = {
    types.TEXT_DOCUMENT_DID_SAVE: (files_changed.did_save, types.SaveOptions(include_text=False)),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (files_changed.did_change_watched_files, None),
    types.WORKSPACE_DID_CREATE_FILES: (files_changed.did_create_files, MOVES),
    types.WORKSPACE_DID_RENAME_FILES: (files_changed.did_rename_files, MOVES),
    types.WORKSPACE_DID_DELETE_FILES: (files_changed.did_delete_files, MOVES),
}

HANDLERS: dict[str, tuple[Handler, Any]] = {
    types.INITIALIZED: (initialized.initialized, None),
    types.SHUTDOWN: (shutdown.shutdown, None),
    types.TEXT_DOCUMENT_INLINE_COMPLETION: (
        inline_completion.inline_completion,
        types.InlineCompletionOptions(),
    ),
    types.TEXT_DOCUMENT_CODE_ACTION: (code_action.code_action, code_action.options()),
    types.CODE_ACTION_RESOLVE: (code_action_resolve.code_action_resolve, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (did_change_configuration.did_change_configuration, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (
        did_change_workspace_folders.did_change_workspace_folders,
        None,
    ),
}


def create(session: Session) -> Server:
    """A server with every handler in place, not started."""
    server = Server(session)
    for method, notified in DOCUMENTS.items():
        server.feature(method)(guarded_change(method, partial(notified, session)))
    for method, (notified, options) in FILES.items():
        server.feature(method, options)(guarded_change(method, partial(notified, session)))
    for method, (handler, options) in HANDLERS.items():
        server.feature(method, options)(guarded(method, _bound(handler, server)))
    server.feature(types.INITIALIZE)(guarded(types.INITIALIZE, _initialize(server)))
    for name, command in execute_command.COMMANDS.items():
        server.command(name)(guarded(name, _bound(command, server)))
    return server


def _initialize(server: Server) -> Handler:
    """``initialize``, after which it is known whether ordinary completion is to be announced."""

    async def bound(params: types.InitializeParams) -> None:
        await initialize.initialize(server, params)
        if completion.is_wanted(server):
            handler = guarded(types.TEXT_DOCUMENT_COMPLETION, _bound(completion.completion, server))
            server.feature(types.TEXT_DOCUMENT_COMPLETION, completion.options(server))(handler)
            if server.session.client.resolves_documentation:
                resolve = _bound(completion_resolve.completion_item_resolve, server)
                server.feature(types.COMPLETION_ITEM_RESOLVE)(guarded(types.COMPLETION_ITEM_RESOLVE, resolve))

    return bound


def _bound(handler: Handler, server: Server) -> Handler:
    """The handler with its server; commands come with any number of arguments."""

    async def bound(*arguments: Any) -> Any:
        return await handler(server, *arguments)

    return bound
