"""The scenes of ``m2lsp try``: each does one thing that an editor would ask for, and shows it."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from m2lsp.app import files
from m2lsp.app.actions import User, perform
from m2lsp.app.ghost import suggest
from m2lsp.app.services import Services
from m2lsp.cli import stage
from m2lsp.core.feature import Diagnostic, Request
from m2lsp.core.text import Span

Scene = Callable[[Path, Services], Awaitable[None]]


async def ghost_text_in_python(project: Path, services: Services) -> None:
    """The body of a function, after its docstring."""
    await _ghost(project / "cart.py", 'together."""\n    return ', services)


async def ghost_text_in_typescript(project: Path, services: Services) -> None:
    """The last line of a function."""
    await _ghost(project / "price.ts", "  }\n  return ", services)


async def a_fix(project: Path, services: Services) -> None:
    """What a type checker says, mended; and the conversation that this belongs to."""
    path, word = project / "cart.py", "prise"
    message = 'Cannot access attribute "prise" for class "Item"'
    document = files.read(path)
    at = document.text.index(word)
    span = Span(at, at + len(word))
    problem = Diagnostic(span, message, source="pyright")
    request = Request(document, span, services.budget("chat"), (problem,), folders=services.folders)
    with stage.working(f"Fix in cart.py: {message}") as working:
        started = time.perf_counter()
        outcome = await perform("fix_diagnostic", request, services, User(working.say, _nobody))
        working.done()
    stage.outcome(outcome, time.perf_counter() - started)
    stage.conversation(services.store.turns(document.uri))


async def an_explanation(project: Path, services: Services) -> None:
    """An answer in words."""
    document = files.read(project / "cart.py")
    start = document.text.index("def cheapest")
    request = Request(document, Span(start, len(document.text)), services.budget("chat"))
    with stage.working("Explain the function in cart.py") as working:
        started = time.perf_counter()
        outcome = await perform("explain", request, services, User(working.say, _nobody))
        working.done()
    stage.outcome(outcome, time.perf_counter() - started)


ALL: tuple[Scene, ...] = (ghost_text_in_python, ghost_text_in_typescript, an_explanation, a_fix)


async def _ghost(path: Path, before: str, services: Services) -> None:
    document = files.read(path)
    at = document.text.index(before) + len(before)
    request = Request(document, Span(at, at), services.budget("completion"), folders=services.folders)
    with stage.working(f"Ghost text in {path.name}") as working:
        started = time.perf_counter()
        found = await suggest(request, services)
        working.done()
    stage.ghost_text(document, at, found, time.perf_counter() - started)


async def _nobody(_: str) -> str | None:
    return None
