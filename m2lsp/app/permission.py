"""What of a request may be shown to a model, by the rules of trust and the settings of context."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace

from m2lsp.config.sections import Context
from m2lsp.core.document import Document
from m2lsp.core.feature import Request
from m2lsp.core.neighbour import Neighbour
from m2lsp.core.symbol import Symbols
from m2lsp.index.joined import with_documents
from m2lsp.index.rules import Rules

AT_ONCE = 20
"""So many documents are judged by the rules on the event loop: a hundredth of a millisecond each, less than
another thread costs.
"""


async def permitted(request: Request, settings: Context, rules: Rules) -> Request:
    """The request with only those other documents, edits and definitions that may be shown.

    Its own document is permitted, or nothing is sent at all.
    """
    others = request.open_documents if settings.open_documents else ()
    edits = request.recent_edits if settings.recent_edits else ()
    asked = {d.uri: d for d in (*others, *(edit.document for edit in edits))}
    asked.pop(request.document.uri, None)
    refused = await _refused(asked.values(), rules)
    shown = tuple(d for d in others if d.uri not in refused)
    return replace(
        request,
        open_documents=shown,
        recent_edits=tuple(edit for edit in edits if edit.document.uri not in refused),
        neighbours=await _neighbours(request.neighbours if settings.neighbours_ms else (), rules),
        symbols=_symbols(request.symbols, shown, rules) if settings.index else None,
    )


async def _neighbours(given: Sequence[Neighbour], rules: Rules) -> tuple[Neighbour, ...]:
    """Those in files that may be shown."""
    places = {each.uri: Document(each.uri, "", path=each.path) for each in given}
    refused = await _refused(places.values(), rules)
    return tuple(each for each in given if each.uri not in refused)


def _symbols(index: Symbols | None, documents: Sequence[Document], rules: Rules) -> Symbols | None:
    """The index, with what these documents define now in place of what they did on disk."""
    return with_documents(index, documents, rules.folders) if index else None


async def _refused(documents: Collection[Document], rules: Rules) -> frozenset[str]:
    """The URIs of those that rules forbid; of many, not on the event loop."""

    def refused() -> frozenset[str]:
        paths = rules.refused(d.path for d in documents if d.path)
        return frozenset(
            d.uri for d in documents if d.path in paths or (d.path is None and rules.refuses_uri(d.uri))
        )

    return refused() if len(documents) <= AT_ONCE else await asyncio.to_thread(refused)
