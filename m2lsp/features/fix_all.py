"""Fix all: mend every diagnostic of a kind in the file.

    print(«nmae»)  # "nmae" is not defined
    print(nmae)
->
    print(name)
    print(name)
"""

import re
from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_region
from m2lsp.agent.action import shortened
from m2lsp.agent.subject import enclosing
from m2lsp.core.feature import Diagnostic, Outcome, Refusal, Request
from m2lsp.core.text import Span

ASK = (
    "Fix these problems in the part in question, each with as small a change as solves its cause, and leave "
    "everything else as it is:\n\n{problems}"
)
ONE_OF_MANY = "\n\nFix every other problem of this kind in the part in question, too."
NONE = Refusal("no diagnostic", "There is no diagnostic here to fix. Name one with --message.")
_NAMED = re.compile(r"[\"'`«][^\"'`»]*[\"'`»]|\d+")


def offers(request: Request) -> tuple[Offer, ...]:
    """For each kind of which there is one on the span's lines, and another anywhere."""
    lines = request.document.whole_lines(request.span)
    kinds: dict[tuple[str, str], Offer] = {}
    for problem in request.diagnostics:
        alike = tuple(d for d in request.diagnostics if _kind(d) == _kind(problem))
        touches = problem.span.start <= lines.end and lines.start <= problem.span.end
        if alike[1:] and touches and _kind(problem) not in kinds:
            title = f"Fix all {len(alike)}: {shortened(problem.message) or 'problems of this kind'}"
            kinds[_kind(problem)] = Offer(title, replace(request, span=problem.span, diagnostics=alike))
    return tuple(kinds.values())


async def fix_all(request: Request, desk: Desk) -> Outcome:
    """Edit from the first declaration with such a diagnostic to the last; of one alone, the whole file."""
    document, problems = request.document, request.diagnostics
    if not problems:
        return NONE
    spans = [document.whole_lines(enclosing(document, d.span)) for d in problems]
    region = Span(min(s.start for s in spans), max(s.end for s in spans))
    if len(problems) == 1:
        region = Span(0, len(document.text))
    told = "\n".join(f"- line {document.line_of(d.span.start) + 1}: {d.message}" for d in problems)
    ask = ASK.format(problems=told) + ("" if problems[1:] else ONE_OF_MANY)
    return await edit_region("fix_all", replace(request, span=region), ask, desk)


def _kind(problem: Diagnostic) -> tuple[str, str]:
    """What makes two alike: the rule that they are by, else the message without names and numbers."""
    return problem.source, problem.code or _NAMED.sub("", problem.message)


FEATURE = CodeAction("fix_all", "Fix all diagnostics of a kind in the file", offers, fix_all, mends=True)
