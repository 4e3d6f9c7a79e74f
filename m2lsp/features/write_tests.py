"""Write tests: cover a function or a type by tests in a new file, where the project keeps its tests.

    def area(w, h):
        return w * h
->
    def test_area():
        assert area(2, 3) == 6
"""

import asyncio
import re
from dataclasses import replace
from itertools import islice

from m2lsp.agent import CodeAction, Desk, Offer, edit_files
from m2lsp.agent.subject import anchor
from m2lsp.agent.workspace import Workspace
from m2lsp.core.feature import Outcome, Refusal, Request
from m2lsp.languages import Tag, language_of, parse
from m2lsp.prompt.sections import fenced

TESTABLE = frozenset({"function", "method", "class", "struct", "object", "implementation"})
FILES = 20_000  # looked at
NAMES = 40  # told
ASK = (
    "Write tests for `{name}`, in a new file where this project keeps its tests, named and written as they "
    "are (where the language keeps unit tests in the file itself, add them there): what it does, its edges, "
    "its errors. Change no other code.{wish}\n\n{there}"
)
THERE = "These files hold tests now; read one that is near before you write:\n{names}"
NONE_THERE = "There are no tests yet: use what the language's own tools expect."
NOTHING = Refusal("nothing to test", "Put the cursor on a function or a type to write tests for it.")

_TESTS = re.compile(
    r"(?:^|/)(?:tests?|specs?|__tests__)/|(?:^|/)test_[^/]*$|[._](?:test|spec)\.\w+$|Tests?\.\w+$"
)


def offers(request: Request) -> tuple[Offer, ...]:
    """On a function or a type that is not in a test itself."""
    tag = _declaration(request)
    path = request.document.path
    if tag is None or path is None or _TESTS.search(path.name):
        return ()
    return (Offer(f"Write tests for {tag.name}", request),)


async def write_tests(request: Request, desk: Desk) -> Outcome:
    """See where tests are, then have a file written; an instruction may say what to test."""
    tag = _declaration(request)
    if tag is None:
        return NOTHING
    if desk.rules is None:
        return Refusal("no files", "The setting trust.read_files keeps the model from other files.")
    names = await asyncio.to_thread(_tests, Workspace(request, desk.rules))
    there = THERE.format(names=fenced("\n".join(names))) if names else NONE_THERE
    wish = f" {request.instruction}" if request.instruction else ""
    about = replace(request, span=request.document.whole_lines(tag.span))
    ask = ASK.format(name=tag.name, wish=wish, there=there)
    return await edit_files("write_tests", about, ask, desk, new=True)


def _tests(workspace: Workspace) -> list[str]:
    """The files of tests, those near the document first."""
    named = ((workspace.name(path), path) for path in islice(workspace.walk(), FILES))
    found = (name for name, path in named if _TESTS.search(name) and not workspace.rules.refuses(path))
    return list(islice(found, NAMES))


def _declaration(request: Request) -> Tag | None:
    document = request.document
    language = language_of(document)
    at = anchor(document, request.span.start)
    tag = parse(document.text, language).declaration_at(at) if language else None
    return tag if tag and tag.kind in TESTABLE else None


FEATURE = CodeAction("write_tests", "Write tests for a function or a type", offers, write_tests)
