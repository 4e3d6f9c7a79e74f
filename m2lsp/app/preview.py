"""What would be sent for ghost text at a place, section by section; nothing is sent."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from m2lsp.app import transcripts
from m2lsp.app.services import Services
from m2lsp.core.chat import RawPrompt
from m2lsp.core.feature import Request

if TYPE_CHECKING:
    from m2lsp.core.chat import ChatPrompt
    from m2lsp.core.context import Context
    from m2lsp.profiles.model import Model

NAME = "context"
"""Of the document that ``write`` makes."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the prompt: what it is, which file it is of, why it is there, and about how many tokens."""

    kind: str
    path: str
    reason: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Preview:
    """All of it: the endpoint, the way it is asked, the tokens and how they are estimated, the prompt."""

    to: str
    way: str
    tokens: int
    estimate: str
    sections: tuple[Section, ...]
    prompt: str


async def preview(request: Request, services: Services) -> Preview:
    """What ``suggest`` would send for the request now.

    Raises:
        M2lspError: the settings, the rules or the endpoint forbid it.
    """
    services.permit(request.document)
    request = await services.permitted(request)
    model = await services.model("completion")
    fitting = replace(request, budget=model.fit(request.budget))
    return await asyncio.to_thread(_seen, fitting, model, services.config.trust.mask_secrets)


def write(seen: Preview, services: Services) -> Path:
    """Write it as a Markdown document and return its file, the same one each time.  Writes to the disk."""
    return transcripts.put(NAME, "\n".join(_lines(seen)), services)


def summary(seen: Preview) -> str:
    """Whom it goes to, as one line."""
    return f"to {seen.to}, as {seen.way}, about {seen.tokens} tokens ({seen.estimate})"


def _seen(request: Request, model: "Model", mask_secrets: bool) -> Preview:
    from m2lsp.app.measures import in_words
    from m2lsp.context import gather
    from m2lsp.features.inline_completion import shield_for
    from m2lsp.prompt import ghost

    seen = gather(request, model.profile.tokens).without(model.profile.markers)
    shield = shield_for(seen, model, mask_secrets=mask_secrets)
    sent = _text(ghost(seen, model, shield, request.budget.answer_tokens))
    sections = tuple(_sections(seen))
    tokens = model.profile.tokens(sent)
    return Preview(model.backend.name, model.way.value, tokens, in_words(model), sections, sent)


def _sections(seen: "Context") -> Iterator[Section]:
    for snippet in seen.snippets:
        yield Section(snippet.kind.value, snippet.path, snippet.reason, snippet.tokens)
    around = seen.tokens - sum(snippet.tokens for snippet in seen.snippets)
    yield Section("excerpt", seen.document.name, "round the cursor", around)


def _text(prompt: "RawPrompt | ChatPrompt") -> str:
    """The prompt as a person can read it."""
    if isinstance(prompt, RawPrompt):
        return prompt.text
    said = [f"[{m.role}]\n{m.content}" for m in prompt.messages]
    return "\n\n".join([*said, f"[assistant, begun]\n{prompt.prefill}"] if prompt.prefill else said)


def _lines(seen: Preview) -> Iterator[str]:
    """Nothing in it is live: it is text from files."""
    from m2lsp.threads.inert import fenced, inert_line

    yield "# What the model is shown for ghost text here"
    yield from ("", inert_line(f"It would go {summary(seen)}. Nothing was sent."), "")
    yield from ("| part | tokens | of | why |", "|---|---|---|---|")
    for section in seen.sections:
        path = inert_line(section.path).replace("|", "\\|")
        yield f"| {section.kind} | {section.tokens} | {path} | {section.reason} |"
    yield from ("", fenced(seen.prompt))
