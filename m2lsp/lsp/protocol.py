"""pygls's protocol with what it leaves open: our own documents, and an answer to every request."""

from typing import Any

from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcServerNotInitialized,
)
from pygls.protocol import LanguageServerProtocol, lsp_method


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

    def structure_message(self, data: dict[str, Any]) -> Any:
        """As pygls does, but a request that can't be read is answered instead of forgotten."""
        try:
            return super().structure_message(data)
        except JsonRpcException as error:
            self._answer_unreadable(data, error)
            raise

    def handle_message(self, message: Any) -> None:
        """As pygls does, but requests out of their time get the error that LSP asks for."""
        refusal = self._out_of_time(message)
        if refusal is not None:
            self._send_response(message.id, error=refusal.to_response_error())
            return
        super().handle_message(message)

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
