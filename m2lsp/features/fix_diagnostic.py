"""Fix diagnostic: mend what a compiler or another language server complains of.

    print(«nmae»)  # "nmae" is not defined
->
    print(name)
"""

from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_region
from m2lsp.agent.subject import enclosing
from m2lsp.core.feature import Diagnostic, Outcome, Refusal, Request

ASK = (
    "Fix this problem in the part in question, with as small a change as solves its cause:\n\n{problem}\n\n"
    "It points at line {line} of the document: `{text}`"
)
TITLE_LENGTH = 60  # characters of the message that a menu line shows


def offers(request: Request) -> tuple[Offer, ...]:
    """One for each diagnostic that touches the span."""
    return tuple(_offer(request, d) for d in request.diagnostics)


async def fix_diagnostic(request: Request, desk: Desk) -> Outcome:
    """Edit the declaration round the diagnostic."""
    if not request.diagnostics:
        return Refusal("no diagnostic", "There is no diagnostic here to fix. Name one with --message.")
    problem = request.diagnostics[0]
    document = request.document
    line = document.line_of(problem.span.start)
    ask = ASK.format(problem=_words(problem), line=line + 1, text=document.line_text(line).strip())
    region = document.whole_lines(enclosing(document, problem.span))
    return await edit_region("fix_diagnostic", replace(request, span=region), ask, desk)


def _offer(request: Request, problem: Diagnostic) -> Offer:
    first_line = problem.message.strip().split("\n", 1)[0]
    short = first_line if len(first_line) <= TITLE_LENGTH else first_line[: TITLE_LENGTH - 1] + "…"
    return Offer(f"Fix: {short}", replace(request, span=problem.span, diagnostics=(problem,)))


def _words(problem: Diagnostic) -> str:
    source = f" ({' '.join(filter(None, (problem.source, problem.code)))})" if problem.source else ""
    return f"{problem.severity}{source}: {problem.message}"


FEATURE = CodeAction("fix_diagnostic", "Fix a diagnostic", offers, fix_diagnostic)
