"""Small questions that any model can answer, asked to see how an endpoint does it."""

from dataclasses import replace

from m2lsp.context import gather
from m2lsp.core.chat import ChatPrompt, Message, Priority, Prompt, Role, Way
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost

GHOST_TOKENS = 16
CHAT_TOKENS = 1024
"""Room for the thinking too: on such a question some hundred tokens (m2-wire, section 4.5)."""

_TEXT = "def add(a, b):\n    return "


def ghost_canary(model: Model, way: Way) -> Prompt:
    """Ghost text at the end of a short function, asked for in that way, after everybody else's requests."""
    document = Document("untitled:canary.py", _TEXT, "python")
    request = Request(document, Span(len(_TEXT), len(_TEXT)), Budget(256, GHOST_TOKENS))
    seen = gather(request, model.profile.tokens)
    asked = ghost(seen, replace(model, way=way), Shield(), GHOST_TOKENS)
    return replace(asked, priority=Priority.BACKGROUND)


def chat_canary() -> ChatPrompt:
    """A question that takes one word to answer, with thinking."""
    ask = Message(Role.USER, "Reply with the word ready and nothing else.")
    return ChatPrompt((ask,), CHAT_TOKENS, priority=Priority.BACKGROUND)
