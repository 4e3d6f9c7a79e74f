"""textDocument/codeAction: what could be done here.  No model is called."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from lsprotocol import types

from m2lsp import features
from m2lsp.core.errors import Declined
from m2lsp.core.feature import Request
from m2lsp.lsp import from_proto
from m2lsp.lsp.act import action_request
from m2lsp.lsp.choice import Choice
from m2lsp.lsp.server import Server

if TYPE_CHECKING:
    from m2lsp.agent import CodeAction, Offer

Listed = types.CodeAction | types.Command
ACT = "m2lsp.act"


def options() -> types.CodeActionOptions:
    """The kinds that the table of features names."""
    kinds: list[str] = sorted({row.kind for row in features.ACTIONS})
    return types.CodeActionOptions(code_action_kinds=list(kinds), resolve_provider=True)


async def code_action(server: Server, params: types.CodeActionParams) -> list[Listed]:
    """One entry for each offer of each action that the client asked for."""
    session = server.session
    document = session.document(params.text_document.uri)
    if document is None:
        return []
    try:
        session.services.permit(document)
    except Declined:
        return []
    encoding = session.client.encoding
    request = replace(
        action_request(server, document),
        span=from_proto.span(params.range, document, encoding),
        diagnostics=from_proto.diagnostics(params.context.diagnostics, document, encoding),
    )
    rows = [row for row in features.ACTIONS if _asked_for(row.kind, params.context.only)]
    # In a thread, which gives way: the first question about a long text takes as long as parsing it.
    offered = await asyncio.to_thread(_offered, rows, request)
    return [_entry(server, row, action, offer) for row, action, offers in offered for offer in offers]


def _offered(
    rows: Sequence[features.Row], request: Request
) -> "list[tuple[features.Row, CodeAction, Sequence[Offer]]]":
    loaded = [(row, features.load(row.name)) for row in rows]
    return [(row, action, tuple(action.offers(request))) for row, action in loaded]


def _asked_for(kind: str, only: Sequence[types.CodeActionKind | str] | None) -> bool:
    """Kinds are hierarchical: ``refactor`` asks for ``refactor.rewrite.m2lsp`` too."""
    if not only:
        return True
    wanted = [str(getattr(o, "value", o)) for o in only]
    return any(o in ("", kind) or kind.startswith(f"{o}.") for o in wanted)


def _entry(server: Server, row: features.Row, action: "CodeAction", offer: "Offer") -> Listed:
    """Lazy where the client resolves edits, else a command, so that nobody pays before choosing."""
    client = server.session.client
    about = offer.request
    choice = Choice(row.name, about.document.uri, about.document.version, about.span, about.diagnostics)
    title = f"{offer.title} (m2lsp)"
    command = types.Command(title=title, command=ACT, arguments=[choice.data()])
    if not client.code_action_literals:
        return command
    if action.edits and client.resolves_edits:
        return types.CodeAction(title=title, kind=row.kind, data=choice.data())
    return types.CodeAction(title=title, kind=row.kind, command=command)
