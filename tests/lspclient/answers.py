"""How an editor answers what the server asks of it, well or badly.

An answer is a function from the client and the request's parameters to the result; it may return
``NO_ANSWER`` to stay silent, or raise ``ResponseError``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from lspclient.client import Client

NO_ANSWER = object()

Answer = Callable[["Client", dict], Any]


class ResponseError(Exception):
    """An error answer; ``code`` as in JSON-RPC and LSP."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(f"{message} ({code})")
        self.code, self.message, self.data = code, message, data


class Stale(Exception):
    """An edit was made for another version than the client has."""


def null(client: Client, params: dict) -> None:
    """What eglot says to a request that it does not know."""


def silence(client: Client, params: dict) -> object:
    """What ALE says to every request: nothing."""
    return NO_ANSWER


def method_not_found(client: Client, params: dict) -> None:
    """What Kate says, and what the specification asks for."""
    raise ResponseError(-32601, "Method not found")


def constant(value: object) -> Answer:
    """Always the same result."""
    return lambda client, params: value


def configuration(client: Client, params: dict) -> list:
    """The sections asked for, from the client's settings; ``null`` where there is nothing."""

    def section(name: str) -> object:
        value: object = client.settings
        for part in filter(None, name.split(".")):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    return [section(item.get("section", "")) for item in params["items"]]


def apply_edit(client: Client, params: dict) -> dict:
    """Apply as VS Code does: all or nothing, stale versions refused."""
    try:
        apply_to_copies(client, params["edit"])
    except Stale as stale:
        return {"applied": False, "failureReason": str(stale)}
    return {"applied": True}


def apply_edit_and_claim_success(client: Client, params: dict) -> dict:
    """Neovim skips a stale edit and yet answers that it was applied."""
    return {**apply_edit(client, params), "applied": True}


def apply_edit_or_fail(client: Client, params: dict) -> dict:
    """Eglot answers a stale edit with an internal error."""
    result = apply_edit(client, params)
    if not result["applied"]:
        raise ResponseError(-32603, f"Internal error: {result['failureReason']}")
    return result


def apply_edit_in_silence(client: Client, params: dict) -> object:
    """ALE applies and never answers."""
    apply_edit(client, params)
    return NO_ANSWER


def apply_to_copies(client: Client, edit: dict) -> None:
    """Change the client's copies and tell the server, as an editor does before it answers.

    Raises:
        Stale: nothing was changed.
    """
    parts = [(p["textDocument"], p["edits"]) for p in edit.get("documentChanges") or []]
    parts += [({"uri": uri}, edits) for uri, edits in (edit.get("changes") or {}).items()]
    after = []
    for document, edits in parts:
        copy = client.documents[document["uri"]]
        if document.get("version") not in (None, copy.version):
            raise Stale(f"made for version {document['version']}, the document is at {copy.version}")
        after.append((copy, copy.with_edits(edits)))
    for copy, text in after:
        client.replace_all(copy, text)


def path_of(uri: str) -> str:
    """The path of a ``file:`` URI."""
    return unquote(urlsplit(uri).path)


USUAL: dict[str, Answer] = {
    "workspace/applyEdit": apply_edit,
    "workspace/configuration": configuration,
    "workspace/workspaceFolders": lambda client, params: client.folders,
    "window/workDoneProgress/create": null,
    "window/showDocument": constant({"success": True}),
    "window/showMessageRequest": null,
    "client/registerCapability": null,
    "client/unregisterCapability": null,
    "m2lsp/input": null,
}
