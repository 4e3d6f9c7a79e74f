"""pygls's protocol with what it leaves open: our own documents, and an answer to every request."""

import asyncio
from collections.abc import Callable
from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method

ENDING_S = 1.0  # how long what still runs at shutdown may take to end

# Where a client says how much it wants to be told of what goes on.
_TRACE = {types.INITIALIZE: "trace", types.SET_TRACE: "value"}


class Protocol(LanguageServerProtocol):
    """``LanguageServerProtocol`` that keeps no documents: ``m2lsp.lsp.session`` does.

    pygls's own documents break lines where LSP does not (form feed, U+2028: ``str.splitlines``) and are
    re-split at every change.
    """

    answered_initialize = False

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: Any) -> Any:
        """Only our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_OPEN], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: Any) -> Any:
        """Only our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: Any) -> Any:
        """Only our own handler."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CLOSE], (params,), None

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(  # type: ignore[override]  # pygls takes any kind of function
        self, params: types.ExecuteCommandParams
    ) -> Any:
        """The command in the request's own task, so that cancelling the one ends the other.

        pygls runs it in a second task: a cancelled command would go on, and one that is cancelled by its
        progress would never be answered.
        """
        command = self.fm.commands.get(params.command)
        if command is None:
            raise JsonRpcInvalidParams("There is no command of this name.")
        return await command(*(params.arguments or ()))

    @lsp_method(types.SHUTDOWN)
    async def lsp_shutdown(self, *params: Any) -> None:  # type: ignore[override]  # as above
        """First end and answer the requests under way, then let our own handler close what they used."""
        self._shutdown = True
        own = asyncio.current_task()
        futures: list[Any] = list(self._request_futures.values())
        running = [future for future in futures if isinstance(future, asyncio.Task) and future is not own]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=ENDING_S)
        await self.fm.features[types.SHUTDOWN](*params)

    def structure_message(self, data: dict[str, Any]) -> Any:
        """As pygls does, but a request that can't be read is answered instead of forgotten."""
        _know_trace(data)
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            self._answer_unreadable(data, error)
            raise

    def handle_message(self, message: Any) -> None:
        """As pygls does, but requests out of their time get the error that LSP asks for.

        Before ``initialize``, notifications are dropped, ``exit`` excepted.
        """
        if self._too_early(message):
            return
        refusal = self._out_of_time(message)
        if refusal is not None:
            self._send_response(message.id, error=refusal.to_response_error())
            return
        super().handle_message(message)

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Callable[[Any], None],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """As pygls does, but what is done is forgotten: it would keep the future of every notification."""

        def done(future: Any) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, done, args, kwargs)

    def _too_early(self, message: Any) -> bool:
        method = getattr(message, "method", None)
        is_notification = bool(method) and not hasattr(message, "id")
        return is_notification and method != types.EXIT and not self.answered_initialize

    def _out_of_time(self, message: Any) -> JsonRpcException | None:
        method = getattr(message, "method", None)
        if not method or not hasattr(message, "id"):
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("The server is shutting down.")
        if method == types.INITIALIZE:
            again, self.answered_initialize = self.answered_initialize, True
            return JsonRpcInvalidRequest("The server is initialized already.") if again else None
        return None if self.answered_initialize else JsonRpcServerNotInitialized("Initialize comes first.")

    def _answer_unreadable(self, data: dict[str, Any], error: JsonRpcException) -> None:
        if "id" in data and "method" in data:
            code = JsonRpcInvalidParams.CODE
            self._send_response(
                data["id"],
                error=types.ResponseError(code, f"The parameters of {data['method']} can't be read."),
            )
        elif "id" in data and (future := self._request_futures.pop(data["id"], None)):
            # A client that answers null where LSP wants an object: the one who waits must hear of it.
            future.set_exception(error)


def _know_trace(data: dict[str, Any]) -> None:
    """Take a value that LSP does not know as "messages": vscode-languageclient's "compact" says only how the
    client shows what it is told, and with an unknown one the session could not even begin.
    """
    name, params = _TRACE.get(data.get("method", "")), data.get("params")
    if name and isinstance(params, dict) and params.get(name) not in (None, *types.TraceValue):
        params[name] = types.TraceValue.Messages.value
