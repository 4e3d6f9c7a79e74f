"""Small questions that any model can answer, asked to see how an endpoint does it."""

from dataclasses import replace

from m2lsp.context import gather
from m2lsp.core.chat import ChatPrompt, Message, Priority, Prompt, Role, Schema, Tool, Way
from m2lsp.core.document import Document
from m2lsp.core.feature import Budget, Request
from m2lsp.core.text import Span
from m2lsp.profiles.model import Model
from m2lsp.prompt import Shield, ghost

GHOST_TOKENS = 16
CHAT_TOKENS = 1024
"""Room for the thinking too, with much to spare."""
LOOK_TOKENS = 400
"""Enough to see where the thinking ends: it takes some hundred here (m2-wire, section 4.5)."""

_TEXT = "def add(a, b):\n    return "


def ghost_canary(model: Model, way: Way) -> Prompt:
    """Ghost text at the end of a short function, asked for in that way, after everybody else's requests."""
    document = Document("untitled:canary.py", _TEXT, "python")
    request = Request(document, Span(len(_TEXT), len(_TEXT)), Budget(256, GHOST_TOKENS))
    seen = gather(request, model.profile.tokens)
    asked = ghost(seen, replace(model, way=way), Shield(), GHOST_TOKENS)
    return replace(asked, priority=Priority.BACKGROUND)


def chat_canary(max_tokens: int = CHAT_TOKENS) -> ChatPrompt:
    """A question that takes one word to answer, with thinking."""
    ask = Message(Role.USER, "Reply with the word ready and nothing else.")
    return ChatPrompt((ask,), max_tokens, priority=Priority.BACKGROUND)


WORD = {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}
TOOL = Tool("report", "Reports one word to the user.", WORD)


def tool_canary(max_tokens: int = CHAT_TOKENS) -> ChatPrompt:
    """A request that declares one tool and asks for a call of it."""
    ask = Message(Role.USER, "Call the tool report with the word ready. Say nothing else.")
    return ChatPrompt((ask,), max_tokens, tools=(TOOL,), priority=Priority.BACKGROUND)


def schema_canary() -> ChatPrompt:
    """A question whose answer is to obey a schema."""
    ask = Message(Role.USER, 'Answer with a JSON object whose only field "word" holds the word ready.')
    schema = Schema("report", {**WORD, "additionalProperties": False})
    return ChatPrompt((ask,), CHAT_TOKENS, schema=schema, priority=Priority.BACKGROUND)


def long_canary(name: str) -> ChatPrompt:
    """A long prompt, about 2,000 tokens, the same for the same name; one token of answer is enough."""
    lines = "".join(f"value_{n} = compute({n}, {n * 7 % 101}, {n * 31 % 997})\n" for n in range(100))
    ask = Message(
        Role.USER, f"Here is the file {name}.py:\n\n{lines}\nIs value_1 assigned? Answer yes or no."
    )
    return ChatPrompt((ask,), max_tokens=1, priority=Priority.BACKGROUND)
