"""The scenes of ``m2lsp try``: each does one thing that an editor would ask for, and shows it."""

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from m2lsp.app import files
from m2lsp.app.actions import User, perform
from m2lsp.app.ghost import suggest
from m2lsp.app.services import Services
from m2lsp.cli import stage
from m2lsp.core.feature import Answer, Diagnostic, Outcome, Proposal, Request, Suggestion
from m2lsp.core.text import Span
from m2lsp.core.thread import Turn

Scene = Callable[[Path, Services], Awaitable[bool]]
"""Plays in the sample project; whether there was something to show.  Raises what the endpoint raises."""


async def one_line_of_python(project: Path, services: Services) -> bool:
    """Inside a pair of brackets that the editor closed."""
    return await _ghost(project / "cart.py", "return sum(", services)


async def a_body_in_rust(project: Path, services: Services) -> bool:
    """The whole body of a function, below its doc comment."""
    return await _ghost(project / "point.rs", "-> f64 {\n        ", services)


async def a_fix(project: Path, services: Services) -> bool:
    """What a type checker says, mended."""
    path, word, message = project / "cart.py", "itms", 'Undefined name "itms"'
    document = files.read(path)
    at = document.text.index(word)
    span = Span(at, at + len(word))
    problem = Diagnostic(span, message, source="pyright")
    request = Request(document, span, services.budget("chat"), (problem,), folders=services.folders)
    outcome = await _act("fix_diagnostic", f"Fix in cart.py: {message}", request, services)
    if isinstance(outcome, Proposal):
        files.carry_out({path: outcome.edit})
    return isinstance(outcome, Proposal)


async def an_explanation(project: Path, services: Services) -> bool:
    """An answer in words."""
    document = files.read(project / "cart.py")
    span = Span(document.text.index("def cheapest"), len(document.text))
    request = Request(document, span, services.budget("chat"), folders=services.folders)
    outcome = await _act("explain", "Explain that function", request, services)
    return isinstance(outcome, Answer)


def turns(project: Path, services: Services) -> tuple[Turn, ...]:
    """The conversation that fix and answer belong to."""
    return services.store.turns(files.read(project / "cart.py").uri)


ALL: tuple[Scene, ...] = (one_line_of_python, a_body_in_rust, a_fix, an_explanation)


async def _act(name: str, title: str, request: Request, services: Services) -> Outcome:
    with stage.working(title) as working:
        started = time.perf_counter()
        outcome = await perform(name, request, services, User(working.say, _nobody))
        working.done()
    stage.outcome(outcome, time.perf_counter() - started)
    return outcome


async def _ghost(path: Path, before: str, services: Services) -> bool:
    document = files.read(path)
    at = document.text.index(before) + len(before)
    request = Request(document, Span(at, at), services.budget("completion"), folders=services.folders)
    with stage.working(f"Ghost text in {path.name}") as working:
        started = time.perf_counter()
        found = await suggest(request, services)
        working.done()
    stage.ghost_text(document, at, found, time.perf_counter() - started)
    return isinstance(found, Suggestion)


async def _nobody(_: str) -> str | None:
    return None
