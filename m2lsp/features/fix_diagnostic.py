"""Fix diagnostic: mend what a compiler or another language server complains of.

    print(«nmae»)  # "nmae" is not defined
->
    print(name)
"""

from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_region
from m2lsp.agent.action import shortened
from m2lsp.agent.subject import enclosing
from m2lsp.core.feature import Diagnostic, Outcome, Refusal, Request
from m2lsp.core.text import Span

ASK = (
    "Fix this problem in the part in question, with as small a change as solves its cause:\n\n{problem}\n\n"
    "It points at line {line} of the document: `{text}`"
)


def offers(request: Request) -> tuple[Offer, ...]:
    """One for each diagnostic on the span's lines: some editors send those of the whole line, or of all."""
    lines = request.document.whole_lines(request.span)
    return tuple(_offer(request, d) for d in request.diagnostics if _touches(d.span, lines))


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
    said = shortened(problem.message) or "this problem"
    return Offer(f"Fix: {said}", replace(request, span=problem.span, diagnostics=(problem,)))


def _touches(span: Span, lines: Span) -> bool:
    return span.start <= lines.end and lines.start <= span.end


def _words(problem: Diagnostic) -> str:
    source = f" ({' '.join(filter(None, (problem.source, problem.code)))})" if problem.source else ""
    return f"{problem.severity}{source}: {problem.message}"


FEATURE = CodeAction("fix_diagnostic", "Fix a diagnostic", offers, fix_diagnostic, mends=True)
