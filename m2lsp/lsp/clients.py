"""What the client at the other end can do, as far as we care.

Behaviour is keyed on capabilities, not on names: eglot, Kate and ALE send no ``clientInfo``
(the editors sheet, rule 11).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lsprotocol import types

from m2lsp.core.text import Encoding

_ITEM = "text_document.completion.completion_item"


@dataclass(frozen=True, slots=True)
class Client:
    """One flag a question that a handler asks.

    ``extensions`` are the m2lsp methods that the client says it has (docs/lsp-extensions.md).
    """

    name: str = ""
    encoding: Encoding = Encoding.UTF16
    resolves_edits: bool = False
    document_changes: bool = False
    creates_files: bool = False
    shows_documents: bool = False
    shows_progress: bool = False
    sends_configuration: bool = False
    watches_configuration: bool = False
    watches_files: bool = False
    inline_completion: bool = False
    snippets: bool = False
    resolves_documentation: bool = False
    code_action_literals: bool = False
    extensions: frozenset[str] = frozenset()

    def has(self, extension: str) -> bool:
        """Whether the client implements this m2lsp method, named without its ``m2lsp/``."""
        return extension in self.extensions


def read(params: types.InitializeParams, options: Mapping[str, Any], encoding: str) -> Client:
    """The client from its ``initialize`` parameters; ``null`` where an object belongs counts as absent."""
    ask = _Asker(params.capabilities)
    extensions = options.get("extensions")
    return Client(
        name=params.client_info.name if params.client_info else "",
        encoding=Encoding(encoding),
        resolves_edits="edit" in (ask("text_document.code_action.resolve_support.properties") or ()),
        document_changes=bool(ask("workspace.workspace_edit.document_changes")) or _takes_versions(params),
        creates_files="create" in (ask("workspace.workspace_edit.resource_operations") or ()),
        shows_documents=bool(ask("window.show_document.support")),
        shows_progress=bool(ask("window.work_done_progress")),
        sends_configuration=bool(ask("workspace.configuration")),
        watches_configuration=bool(ask("workspace.did_change_configuration.dynamic_registration")),
        watches_files=bool(ask("workspace.did_change_watched_files.dynamic_registration")),
        inline_completion=ask("text_document.inline_completion") is not None,
        snippets=bool(ask(f"{_ITEM}.snippet_support")),
        resolves_documentation="documentation" in (ask(f"{_ITEM}.resolve_support.properties") or ()),
        code_action_literals=ask("text_document.code_action.code_action_literal_support") is not None,
        extensions=frozenset(map(str, extensions if isinstance(extensions, list) else ())),
    )


def _takes_versions(params: types.InitializeParams) -> bool:
    """Neovim takes ``documentChanges`` without saying so; plain ``changes`` would lose the version check."""
    return bool(params.client_info and params.client_info.name == "Neovim")


class _Asker:
    """Follows a dotted path through capabilities, any part of which may be absent."""

    def __init__(self, capabilities: types.ClientCapabilities) -> None:
        self.capabilities = capabilities

    def __call__(self, path: str) -> Any:
        value: Any = self.capabilities
        for name in path.split("."):
            value = getattr(value, name, None)
            if value is None:
                return None
        return value
