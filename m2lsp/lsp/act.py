"""Run what the user chose and give the outcome to the editor."""

import asyncio
import logging
from typing import TYPE_CHECKING

from lsprotocol import types

from m2lsp.app.loading import loaded
from m2lsp.core.errors import M2lspError
from m2lsp.core.feature import Answer, Outcome, Proposal, Refusal, Request
from m2lsp.lsp import symbol_context, to_proto
from m2lsp.lsp.calls import HUMAN_S, call, field
from m2lsp.lsp.choice import Choice
from m2lsp.lsp.progress import progress
from m2lsp.lsp.server import Server
from m2lsp.lsp.show import show_answer

if TYPE_CHECKING:
    from m2lsp.core.document import Document

log = logging.getLogger(__name__)

STALE = Refusal("stale", "The document changed meanwhile, so nothing was changed. Choose the action again.")
CLOSED = Refusal("closed", "The document is not open any more, so nothing was changed.")
NO_NEW_FILES = Refusal(
    "no new files",
    "Your editor can't make files for a language server. On the command line m2lsp act does.",
)
SETTLE_S = 3.0  # how long a client may take to tell us of the change it says it made; eglot waits for idle


async def run(server: Server, choice: Choice) -> Outcome:
    """The outcome for the document as it was; stale where it has changed since."""
    document = server.session.document(choice.uri)
    if document is None:
        return CLOSED
    if not choice.fits(document):
        return STALE
    request = choice.request(action_request(server, document))
    with server.account.action(choice.action, request) as entry:
        entry.outcome = await _performed(server, choice.action, request)
    return entry.outcome


async def _performed(server: Server, action: str, request: Request) -> Outcome:
    try:
        outcome = await _perform(server, action, request)
    except M2lspError as error:
        return Refusal(type(error).__name__, str(error))
    if not isinstance(outcome, Proposal):
        return outcome
    if server.session.document(request.document.uri) != request.document or _stale(server, outcome):
        return STALE
    if outcome.created and not server.session.client.creates_files:
        return NO_NEW_FILES
    if outcome.warning:
        _warn(server, outcome.warning)
    return outcome


def _stale(server: Server, outcome: Proposal) -> bool:
    """Whether a document of the edit is open and is not any more what the edit was made for."""
    now = ((server.session.document(e.document.uri), e.document.text) for e in outcome.edits)
    return any(document is not None and document.text != text for document, text in now)


async def _perform(server: Server, action: str, request: Request) -> Outcome:
    """Run the action in sight of the user: status, progress, and a question if it has one."""
    await loaded("m2lsp.app.actions")
    from m2lsp.app.actions import User, perform

    doing = action.replace("_", " ")
    with server.status.busy(f"{doing} is under way"):
        async with progress(server, f"m2lsp: {doing}") as say:
            user = User(say, lambda question: ask(server, question), warn=lambda text: _warn(server, text))
            seen = await symbol_context.waited_for(server.session, request)
            return await perform(action, seen, server.session.services, user)


def action_request(server: Server, document: "Document") -> Request:
    """A request about the whole document, to be narrowed; a snapshot of the session."""
    from m2lsp.core.text import Span

    session = server.session
    return Request(
        document=document,
        span=Span(0, len(document.text)),
        budget=session.services.budget("chat"),
        open_documents=tuple(d for d in session.documents.values() if d.uri != document.uri),
        recent_edits=session.recent_edits.seen_from(document, None, session.documents),
        folders=session.folders,
        symbols=session.indexing.symbols,
        can_ask=session.client.has("input"),
    )


async def ask(server: Server, question: str) -> str | None:
    """One line of text from the user, where the client can ask for it."""
    if not server.session.client.has("input"):
        return None
    answer = await call(server, "m2lsp/input", {"prompt": question}, timeout_s=HUMAN_S)
    return answer.strip() or None if isinstance(answer, str) else None


def tell(server: Server, refusal: Refusal) -> None:
    """Say why nothing happened: the user asked for it and waits."""
    _warn(server, refusal.sentence)


def _warn(server: Server, sentence: str) -> None:
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, sentence))


async def give(server: Server, choice: Choice, outcome: Outcome) -> None:
    """Hand the outcome of a command to the editor: an edit, the transcript, or the reason."""
    if isinstance(outcome, Refusal):
        tell(server, outcome)
    elif isinstance(outcome, Answer):
        await show_answer(server, choice.uri, outcome)
    else:
        await apply(server, outcome, f"m2lsp: {choice.action.replace('_', ' ')}")


async def apply(server: Server, proposal: Proposal, label: str) -> None:
    """Have the client apply the edits, all or none, and look whether it did (by the first of them).

    ``applied: true`` proves nothing: Neovim says it of edits that it skipped, Kate of files that it never
    wrote.  No answer proves nothing either: ALE applies and stays silent.  Nor do capabilities: Kate applies
    and does not say that it can, so this request alone is not gated (the editors sheet).
    """
    client = server.session.client
    params = types.ApplyWorkspaceEditParams(
        edit=to_proto.workspace_edit(proposal, client.encoding, versioned=client.document_changes),
        label=label,
    )
    uri, after = _first(proposal)
    with server.session.expecting(uri, after) as came:
        async with asyncio.TaskGroup() as group:
            asked = group.create_task(call(server, types.WORKSPACE_APPLY_EDIT, params, timeout_s=HUMAN_S))
            seen = group.create_task(came.wait())
            await asyncio.wait({asked, seen}, return_when=asyncio.FIRST_COMPLETED)
            if asked.done():  # the change may be told a little later
                await asyncio.wait({seen}, timeout=SETTLE_S)
            answer = asked.result() if asked.done() else None
            asked.cancel()
            seen.cancel()
        if not came.is_set():
            tell(server, Refusal("not applied", _not_applied(answer)))


def _first(proposal: Proposal) -> tuple[str, str]:
    """A document that the edit changes or makes, and its text after that."""
    if proposal.edits:
        return proposal.edits[0].document.uri, proposal.edits[0].after
    return proposal.created[0].path.as_uri(), proposal.created[0].text


def _not_applied(answer: object) -> str:
    if field(answer, "applied"):
        return "The editor says that it applied the edit, but the document does not show it. Have a look."
    why = field(answer, "failure_reason") or "the editor refused it"
    return f"Nothing was changed: {why}. Choose the action again."
