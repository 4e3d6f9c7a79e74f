"""What inline completion and ordinary completion share: one request for ghost text, from start to end."""

import asyncio
import time

from m2lsp.app.spending import UsedUp
from m2lsp.core.document import Document
from m2lsp.core.errors import Declined, Drop, M2lspError
from m2lsp.core.feature import Request, Suggestion
from m2lsp.core.stages import stage
from m2lsp.core.text import Span
from m2lsp.lsp import symbol_context
from m2lsp.lsp.account import SUPERSEDED, GhostEntry
from m2lsp.lsp.server import Server
from m2lsp.lsp.session import Session, Superseded


def ghost_request(session: Session, document: Document, at: int, *, invoked: bool) -> Request:
    """The request, a snapshot of the session."""
    return Request(
        document=document,
        span=Span(at, at),
        budget=session.services.budget("completion"),
        open_documents=tuple(d for d in session.documents.values() if d.uri != document.uri),
        recent_edits=session.recent_edits.seen_from(document, Span(at, at), session.documents),
        folders=session.folders,
        symbols=session.indexing.symbols,
        invoked=invoked,
        hurried=True,
    )


def look_ahead(session: Session, document: Document, at: int) -> None:
    """Begin the call for the request that follows an accepted suggestion."""
    if session.quiet.refuses(time.time()):
        return
    request = ghost_request(session, document, at, invoked=False)
    session.suggestions.look_ahead(request, session.services)


async def suggestions(server: Server, method: str, request: Request) -> tuple[Suggestion, ...]:
    """The suggestion, or several where the user asked for one.

    If there is none, the reason is in the log and, where the user can mend it, in the status.  A request that
    a newer one replaces ends here too, and its call to the model with it if that does not fit the newer one.
    """
    with server.account.ghost_text(request) as entry:
        return await _answer(server, method, request, entry)


async def _answer(server: Server, method: str, request: Request, entry: GhostEntry) -> tuple[Suggestion, ...]:
    try:
        with server.session.newest(method, request.document.uri):
            found = await _found(server, request)
        if isinstance(found, tuple):
            entry.found = found[0]
            return found
        entry.found = found
    except Superseded:
        entry.found = SUPERSEDED
    except Declined as refusal:
        entry.fail("declined")
        server.status.say("off", str(refusal))
        if isinstance(refusal, UsedUp):  # it holds for all files and until tomorrow, so all clients hear it
            server.session.services.tell(str(refusal))
    except M2lspError as error:
        entry.fail(type(error).__name__)
        server.status.say("warning", str(error), "m2lsp.showLog")
    return ()


async def _found(server: Server, request: Request) -> tuple[Suggestion, ...] | Drop:
    from m2lsp.app.warm import confirm_both

    session = server.session
    if not request.invoked and (snoozed := session.quiet.refuses(time.time())):
        return snoozed
    symbol_context.told(session, request)  # begins to ask; perhaps it is told by the end of the wait
    await _debounced(session, request)
    request = symbol_context.told(session, request)
    services = session.services  # which new settings may have replaced meanwhile
    try:
        found = await session.suggestions.ask(request, services)
    finally:
        if services.in_doubt:
            session.background.start(confirm_both(services))
    from m2lsp.features.inline_completion import SPENT, THINKS

    if isinstance(found, Drop) and found in (THINKS, SPENT):
        server.status.say("warning", found.detail)
    else:
        server.status.ready()
    return found


async def _debounced(session: Session, request: Request) -> None:
    """Wait a moment where the editor asks by itself, for what would cost a call to the model."""
    from m2lsp.app.ghost import wanted

    services = session.services
    if request.invoked or session.suggestions.at_once(request, services):
        return
    wait_s = session.suggestions.hold_back_s(request, services)
    if wait_s and wanted(request, services) is None:
        with stage("debounce"):
            await asyncio.sleep(wait_s)
