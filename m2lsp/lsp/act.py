"""Run what the user chose and give the outcome to the editor."""

import asyncio
import logging
import time
from typing import TYPE_CHECKING

from lsprotocol import types

from m2lsp.core.errors import M2lspError
from m2lsp.core.feature import Answer, Outcome, Proposal, Refusal, Request
from m2lsp.lsp import to_proto
from m2lsp.lsp.calls import HUMAN_S, call, field
from m2lsp.lsp.choice import Choice
from m2lsp.lsp.progress import progress
from m2lsp.lsp.server import Server
from m2lsp.lsp.show import show_answer

if TYPE_CHECKING:
    from m2lsp.core.document import Document
    from m2lsp.core.edit import DocumentEdit

log = logging.getLogger(__name__)

STALE = Refusal("stale", "The document changed meanwhile, so nothing was changed. Choose the action again.")
CLOSED = Refusal("closed", "The document is not open any more, so nothing was changed.")
LOOK_S = 0.02
SETTLE_S = 1.0  # how long a client may take to tell us of the change it says it made


async def run(server: Server, choice: Choice) -> Outcome:
    """The outcome for the document as it was; stale where it has changed since."""
    from m2lsp.app.actions import User, perform

    document = server.session.document(choice.uri)
    if document is None:
        return CLOSED
    if not choice.fits(document):
        return STALE
    request = choice.request(action_request(server, document))
    server.status.say("busy", f"{choice.action.replace('_', ' ')} is under way")
    try:
        async with progress(server, f"m2lsp: {choice.action.replace('_', ' ')}") as say:
            user = User(say, lambda question: ask(server, question))
            outcome = await perform(choice.action, request, server.session.services, user)
    except M2lspError as error:
        return Refusal(type(error).__name__, str(error))
    finally:
        server.status.say("ready")
    changed = server.session.document(choice.uri) != document
    return STALE if isinstance(outcome, Proposal) and changed else outcome


def action_request(server: Server, document: "Document") -> Request:
    """A request about the whole document, to be narrowed; a snapshot of the session."""
    from m2lsp.core.text import Span

    session = server.session
    return Request(
        document=document,
        span=Span(0, len(document.text)),
        budget=session.services.budget("chat"),
        open_documents=tuple(d for d in session.documents.values() if d.uri != document.uri),
        folders=session.folders,
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
    server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, refusal.sentence))


async def give(server: Server, choice: Choice, outcome: Outcome) -> None:
    """Hand the outcome of a command to the editor: an edit, the transcript, or the reason."""
    if isinstance(outcome, Refusal):
        tell(server, outcome)
    elif isinstance(outcome, Answer):
        await show_answer(server, choice.uri, outcome)
    else:
        await apply(server, outcome.edit, f"m2lsp: {choice.action.replace('_', ' ')}")


async def apply(server: Server, edit: "DocumentEdit", label: str) -> None:
    """Have the client apply the edit, and look whether it did.

    ``applied: true`` proves nothing: Neovim says it of edits that it skipped, Kate of files that it never
    wrote.  No answer proves nothing either: ALE applies and stays silent.  Nor do capabilities: Kate applies
    and does not say that it can, so this request alone is not gated (the editors sheet).
    """
    client = server.session.client
    params = types.ApplyWorkspaceEditParams(
        edit=to_proto.workspace_edit(edit, client.encoding, versioned=client.document_changes), label=label
    )
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(call(server, types.WORKSPACE_APPLY_EDIT, params, timeout_s=HUMAN_S))
        while not (asked.done() or _applied(server, edit)):  # noqa: ASYNC110 (two kinds of event end it)
            await asyncio.sleep(LOOK_S)
        answer = asked.result() if asked.done() else None
        asked.cancel()
    if not await _settled(server, edit):
        why = field(answer, "failure_reason") or "the editor did not apply it"
        tell(server, Refusal("not applied", f"Nothing was changed: {why}. Choose the action again."))


async def _settled(server: Server, edit: "DocumentEdit") -> bool:
    """Whether the document comes to read as the edit makes it, soon after the client's answer."""
    until = time.monotonic() + SETTLE_S
    while not _applied(server, edit) and time.monotonic() < until:  # noqa: ASYNC110 (as above)
        await asyncio.sleep(LOOK_S)
    return _applied(server, edit)


def _applied(server: Server, edit: "DocumentEdit") -> bool:
    document = server.session.document(edit.document.uri)
    return document is None or document.text == edit.after
