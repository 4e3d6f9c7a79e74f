"""Explain: say in plain words what the code does.

    «xs.sort(key=len)»
->
    Sorts the list in place, shortest item first.
"""

from m2lsp.agent import CodeAction, Desk, Offer, answer
from m2lsp.agent.subject import NO_CODE, is_blank, subject
from m2lsp.core.feature import Outcome, Request

ASK = (
    "Explain the part in question: first in one sentence what it is for, then how it works, then what to "
    "beware of, if anything. Short, in Markdown, for a programmer who knows the language."
)


def offers(request: Request) -> tuple[Offer, ...]:
    """On any code: the selection, else the declaration that the cursor is in."""
    about = subject(request)
    title = "Explain this code" if request.span.empty else "Explain this selection"
    return () if is_blank(about) else (Offer(title, about),)


async def explain(request: Request, desk: Desk) -> Outcome:
    """Answer in words; an instruction, if there is one, is the question."""
    about = subject(request)
    if is_blank(about):
        return NO_CODE
    return await answer("explain", about, request.instruction or ASK, desk)


FEATURE = CodeAction("explain", "Explain the selection in words", offers, explain, edits=False)
