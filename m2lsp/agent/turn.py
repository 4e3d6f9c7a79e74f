"""One user turn: what is asked, what comes back, what is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from m2lsp.agent.desk import Desk
from m2lsp.agent.judge import FAILS, Judge, against
from m2lsp.agent.loop import converse
from m2lsp.agent.proposal import NO_TERMS, Terms, propose
from m2lsp.agent.several import propose_files
from m2lsp.agent.talk import Ask, Talk, open_talk
from m2lsp.agent.words import refused
from m2lsp.core.errors import BackendError
from m2lsp.core.feature import Answer, Outcome, Proposal, Refusal, Request

ATTEMPTS = 2  # an edit that failed its checks goes back once by itself

EDIT_FORM = (
    "Reply with the new text of the part in question, whole, in one fenced block, at the indentation that "
    "it has now. Do not repeat the code before or after it. Leave nothing out."
)
FILES_FORM = (
    "Reply with search/replace blocks, each below a line with the path of its file in the workspace:\n\n"
    "path/to/file\n<<<<<<< SEARCH\nlines as they stand in the file now\n=======\nthe new lines\n"
    ">>>>>>> REPLACE\n\nQuote whole lines, as few as make the place plain, and only what you have seen."
)
NEW_FORM = " A new file is one block with nothing between SEARCH and the divider."
CHECK_FILES_FORM = "Right after the last block, in the same message, call check_edit."
CHECK_FORM = "Right after the block, in the same message, call check_edit."
FAILED = "{why}Reply again with the whole edit, in the form that was asked for."


async def answer(feature: str, request: Request, ask: str, desk: Desk) -> Outcome:
    """An answer in words about the request's span.

    Raises:
        BackendError: the endpoint failed; what came before that is kept.
    """
    talk = await open_talk(Ask(feature, ask), request, desk)
    async with _kept_if_it_fails(talk):
        end = await converse(talk)
    outcome = end if isinstance(end, Refusal) else Answer(talk.said(end))
    await talk.keep(end.reason if isinstance(end, Refusal) else "answer")
    return outcome


async def edit_region(
    feature: str, request: Request, ask: str, desk: Desk, terms: Terms = NO_TERMS
) -> Outcome:
    """A new text for the request's span, checked; what fails is sent back to the model first.

    Raises:
        BackendError: the endpoint failed; what came before that is kept, and nothing is changed.
    """
    talk = await open_talk(Ask(feature, f"{ask}\n\n{EDIT_FORM}", CHECK_FORM), request, desk)
    async with _kept_if_it_fails(talk):
        outcome = await _edited(talk, Judge(partial(propose, request=request, terms=terms), desk))
    await talk.keep("edit" if isinstance(outcome, Proposal) else outcome.reason)
    return outcome


async def edit_files(feature: str, request: Request, ask: str, desk: Desk, *, new: bool = False) -> Outcome:
    """An edit of files of the workspace, checked as ``edit_region`` has it; all of it or nothing.

    With ``new`` it may bring new files.

    Raises:
        BackendError: the endpoint failed; what came before that is kept, and nothing is changed.
    """
    if desk.rules is None:
        return Refusal("no files", "The setting trust.read_files keeps the model from other files.")
    read = partial(propose_files, request=request, rules=desk.rules, new=new)
    form = f"{FILES_FORM}{NEW_FORM}" if new else FILES_FORM
    talk = await open_talk(Ask(feature, f"{ask}\n\n{form}", CHECK_FILES_FORM), request, desk)
    async with _kept_if_it_fails(talk):
        outcome = await _edited(talk, Judge(read, desk))
    await talk.keep("edit" if isinstance(outcome, Proposal) else outcome.reason)
    return outcome


async def _edited(talk: Talk, judge: Judge) -> Proposal | Refusal:
    """The edit: one that the model had checked, or else the one that it ended with, checked by us."""
    failures = 0
    while True:
        end = await converse(talk, judge)
        if isinstance(end, Refusal):
            return judge.best or end
        talk.desk.say("checking the edit")
        judged = await judge.look(talk.said(end))
        if isinstance(judged, Proposal):
            return judged
        if judge.passed:  # what it ended with is words, behind an edit that it had checked
            return judge.passed
        failures += judged.reason != FAILS  # what the project finds has a limit of its own
        if end.message.tool_calls or failures == ATTEMPTS or not talk.may_go_back(end):
            return judge.best or refused(judged)
        talk.add(FAILED.format(why=against(judged)))


@asynccontextmanager
async def _kept_if_it_fails(talk: Talk) -> AsyncIterator[None]:
    """Keep what came before the endpoint failed, a round that broke off included: its thinking is not lost.

    Such a turn is shown in the conversation and never sent again (``threads.replay``).
    """
    try:
        yield
    except BackendError:
        if talk.break_off():
            await talk.keep("failed")
        raise
