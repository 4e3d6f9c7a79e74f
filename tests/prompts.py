"""Prompts as text that a person can read, for tests that compare them whole."""

from collections.abc import AsyncGenerator

from marks import parse

from m2lsp.core.chat import Delta, Marker, Prompt, RawPrompt, Way
from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet
from m2lsp.core.text import Span
from m2lsp.profiles import M2, QWEN_CODER
from m2lsp.profiles.model import Model


class Unasked:
    """A backend that nothing may be asked of: making a prompt is pure."""

    name = "unasked"

    def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        raise AssertionError(prompt)

    async def close(self) -> None: ...


def model(way: Way) -> Model:
    profile = QWEN_CODER if way is Way.FIM else M2
    return Model(profile, Unasked(), way, 32_768)


def context(fixture: str, *snippets: Snippet, name: str = "cart.py") -> Context:
    """All of the document, its focus marked (``ˇ`` or ``«»``)."""
    marked = parse(fixture)
    document = Document(f"file:///shop/{name}", marked.text, "python")
    return Context(document, marked.span, Span(0, len(marked.text)), snippets)


def shown(prompt: Prompt) -> str:
    """The whole prompt: a raw one with its control tokens between ``⟨⟩``, a chat one message by message."""
    if isinstance(prompt, RawPrompt):
        return "".join(f"⟨{p.text}⟩" if isinstance(p, Marker) else p for p in prompt.pieces)
    said = [f"[{m.role}]\n{m.content}\n" for m in prompt.messages]
    return "".join([*said, *([f"[prefill]\n{prompt.prefill}"] if prompt.prefill else [])])


def texts(prompt: Prompt) -> list[str]:
    """What a prompt holds as data: everything but the control tokens that are meant."""
    if isinstance(prompt, RawPrompt):
        return [p for p in prompt.pieces if isinstance(p, str)]
    return [*(m.content for m in prompt.messages), *(m.reasoning for m in prompt.messages), prompt.prefill]
