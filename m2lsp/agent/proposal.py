"""From what a model said to an edit that may be offered."""

from collections.abc import Callable
from dataclasses import dataclass

from m2lsp import edits
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Indent, Proposal, Request
from m2lsp.index.secrets import leftover
from m2lsp.languages import language_of


def _as_it_is(region: str) -> str:
    return region


def _anything(_: DocumentEdit) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an action asks of an edit beyond what every edit must pass.

    ``clean`` takes out of the new text what must not stay in it, whatever the model did.  ``check`` says
    what it found in order, in words for the user, or what is wrong, in words for the model.
    """

    clean: Callable[[str], str] = _as_it_is
    check: Callable[[DocumentEdit], str | Drop] = _anything


NO_TERMS = Terms()


def propose(said: str, request: Request, terms: Terms = NO_TERMS) -> Proposal | Drop:
    """The edit that the words make of the request's span, if it passes the checks."""
    region = edits.parse_region(said)
    if isinstance(region, Drop):
        return region
    if placeholder := leftover(region, request.document.text):
        return Drop("masked", f"{placeholder} stands for a value that is not known. Leave it out.")
    language = language_of(request.document)
    indent = language.indent if language else Indent()
    edit = edits.replace_region(request.document, request.span, terms.clean(region), indent)
    if isinstance(edit, Drop):
        return edit
    checks = edits.check(edit, request.span)
    if isinstance(checks, Drop):
        return checks
    kept = terms.check(edit)
    return kept if isinstance(kept, Drop) else Proposal(edit, (*checks, kept) if kept else checks)
