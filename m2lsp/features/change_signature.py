"""Change signature: alter what a function takes or gives, and every caller with it, in all files.

    def «area»(width):
        return width * width
    print(area(2))
->
    def area(width, height):
        return width * height
    print(area(2, 2))
"""

import asyncio
from dataclasses import replace

from m2lsp.agent import CodeAction, Desk, Offer, edit_files
from m2lsp.agent.subject import anchor
from m2lsp.agent.uses import Uses, uses
from m2lsp.agent.workspace import Workspace
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.languages import Tag, language_of, parse
from m2lsp.prompt.sections import fenced

KINDS = frozenset({"function", "method", "constructor"})
ASK = (
    "Change the signature of `{name}` as follows: {instruction}\n\nChange every use of it with it, in all "
    "files, so that the project still builds and does what it did. Change nothing else.\n\n"
    "These lines hold its name; some may mean something else of that name{more}:\n{lines}"
)
PART = ", and there are more than these: look for them"
NO_FUNCTION = Refusal("no function", "Put the cursor on a function to change its signature.")
NO_FILES = Refusal(
    "no files", "Callers are in other files, which the setting trust.read_files keeps from being read."
)


def offers(request: Request) -> tuple[Offer, ...]:
    """On a function, where the client can be asked what its signature is to be."""
    tag = _function(request)
    if tag is None or not (request.can_ask or request.instruction):
        return ()
    return (Offer(f"Change the signature of {tag.name}…", request),)


async def change_signature(request: Request, desk: Desk) -> Outcome:
    """Get the instruction, look for uses, then edit all files that have some."""
    tag = _function(request)
    if tag is None:
        return NO_FUNCTION
    if desk.rules is None:
        return NO_FILES
    instruction = request.instruction or await desk.ask(f"How should the signature of {tag.name} change?")
    if not instruction:
        return Refusal("no instruction", "Nothing was changed: no instruction was given.")
    desk.say(f"looking for uses of {tag.name}")
    found = await asyncio.to_thread(uses, Workspace(request, desk.rules, desk.mask_secrets), tag.name)
    about = replace(request, span=request.document.whole_lines(tag.span))
    return await edit_files("change_signature", about, _asked(tag, instruction, found), desk)


def _asked(tag: Tag, instruction: str, found: Uses) -> str:
    lines = fenced("\n".join(found.rows))
    return ASK.format(name=tag.name, instruction=instruction, more="" if found.whole else PART, lines=lines)


def _function(request: Request) -> Tag | None:
    document = request.document
    language = language_of(document)
    at = anchor(document, request.span.start)
    tag = parse(document.text, language).declaration_at(at) if language else None
    return tag if tag and tag.kind in KINDS else None


FEATURE = CodeAction(
    "change_signature", "Change a function's signature and its callers", offers, change_signature
)
