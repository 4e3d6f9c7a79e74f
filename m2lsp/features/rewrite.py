"""Rewrite: change the selection as told.

    «for i in range(len(xs)):
        print(xs[i])»
->
    for x in xs:
        print(x)

The instruction comes from the client's input, from ``--instruction``, or from comments in or above the
selection (``# m2: loop over the items``), which the edit removes.
"""

import re
from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, Terms, edit_region
from m2lsp.agent.action import shortened
from m2lsp.agent.subject import NO_CODE, is_blank, subject
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.core.text import Span, split_lines

ASK = "Rewrite the part in question as follows: {instruction}"
COMMENT_GOES = "Remove every comment that says so (`m2: …`)."

# A line that is nothing but a comment, whatever the language: `m2:` behind what opens one.
_COMMENT = re.compile(
    r"""^[ \t]*(?:\#+|//+!?|\{?/\*+|\*|--+(?:\[\[)?|<!--|;+|%+|\(\*|\{-)[ \t]*m2:[ \t]*"""
    r"""(?P<instruction>\S[^\r\n]*?)[ \t]*(?:\*/\}?|-->|\*\)|-\}|\]\])?[ \t]*\r?$""",
    re.MULTILINE,
)


def offers(request: Request) -> tuple[Offer, ...]:
    """Where an ``m2:`` comment says what to do, or wherever the client can be asked for it."""
    about = _about(request)
    if is_blank(about):
        return ()
    if told := _told(about):
        return (Offer(f"Rewrite: {shortened(told)}", about),)
    return (Offer("Rewrite as told…", about),) if request.can_ask or request.instruction else ()


async def rewrite(request: Request, desk: Desk) -> Outcome:
    """Get the instruction, then edit the region."""
    about = _about(request)
    if is_blank(about):
        return NO_CODE
    told = _told(about)
    instruction = request.instruction or told or await desk.ask("How should it be rewritten?")
    if not instruction:
        return Refusal("no instruction", "Nothing was rewritten: no instruction was given.")
    ask = ASK.format(instruction=instruction) + (f" {COMMENT_GOES}" if told else "")
    return await edit_region("rewrite", about, ask, desk, Terms(clean=_without_comments))


def _told(request: Request) -> str:
    """All that the comments in the span say, as one text; empty without any."""
    found = _COMMENT.finditer(request.span.of(request.document.text))
    return " ".join(comment["instruction"] for comment in found)


def _about(request: Request) -> Request:
    """The subject, grown by the comments above it, or by the code below if it is such comments alone."""
    about = subject(request)
    document = request.document
    first = document.line_of(about.span.start)
    while first and _COMMENT.match(document.line_text(first - 1)):
        first -= 1
    about = replace(about, span=Span(document.starts[first], about.span.end))
    if not _told(about) or _without_comments(about.span.of(document.text)).strip():
        return about
    rest = document.text[about.span.end :]
    code = about.span.end + len(rest) - len(rest.lstrip())
    below = subject(replace(request, span=Span(code, code)))
    return replace(about, span=Span(about.span.start, below.span.end))


def _without_comments(text: str) -> str:
    """The text without the lines that tell what to do."""
    return "".join(line for line in split_lines(text) if not _COMMENT.match(line.rstrip("\r\n")))


FEATURE = CodeAction("rewrite", "Rewrite the selection as told", offers, rewrite)
