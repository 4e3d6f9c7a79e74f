"""Rewrite: change the selection as told.

    «for i in range(len(xs)):
        print(xs[i])»
->
    for x in xs:
        print(x)

The instruction comes from the client's input, from ``--instruction``, or from a comment at the top of
the selection (``# m2: loop over the items``), which the edit removes.
"""

import re
from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_region
from m2lsp.agent.subject import is_blank, subject
from m2lsp.core.document import Document
from m2lsp.core.feature import Outcome, Refusal, Request

ASK = "Rewrite the part in question as follows: {instruction}"
COMMENT_GOES = "Remove the comment that says so (`m2: …`)."

# `m2:` after whatever opens a comment in the language; what closes one (`*/`, `-->`) is cut off.
_COMMENT = re.compile(r"^\s*\W{1,4}\s*m2:\s*(?P<instruction>\S.*?)\s*(?:\*/|-->)?\s*$", re.MULTILINE)


def offers(request: Request) -> tuple[Offer, ...]:
    """On a selection that begins with an ``m2:`` comment or lies under one, or wherever the client can
    be asked for the instruction.
    """
    about = _with_comment_above(subject(request))
    if is_blank(about):
        return ()
    if told := _told(about):
        return (Offer(f"Rewrite: {told}", about),)
    return (Offer("Rewrite as told…", about),) if request.can_ask or request.instruction else ()


async def rewrite(request: Request, desk: Desk) -> Outcome:
    """Get the instruction, then edit the region."""
    about = _with_comment_above(request)
    told = _told(about)
    instruction = request.instruction or told or await desk.ask("How should it be rewritten?")
    if not instruction:
        return Refusal("no instruction", "Nothing was rewritten: no instruction was given.")
    ask = ASK.format(instruction=instruction) + (f" {COMMENT_GOES}" if told else "")
    return await edit_region("rewrite", about, ask, desk)


def _told(request: Request) -> str:
    found = _COMMENT.search(request.span.of(request.document.text))
    return found["instruction"] if found else ""


def _with_comment_above(request: Request) -> Request:
    """The request, its span grown by an ``m2:`` comment on the line above it."""
    document: Document = request.document
    first = document.line_of(request.span.start)
    if first and _COMMENT.match(document.line_text(first - 1)):
        above = document.line_span(first - 1)
        return replace(request, span=replace(request.span, start=above.start))
    return request


FEATURE = CodeAction("rewrite", "Rewrite the selection as told", offers, rewrite)
