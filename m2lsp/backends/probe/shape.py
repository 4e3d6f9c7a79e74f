"""Where an endpoint puts the thinking, seen in the answer to one small question.

Only a thinking model's answer tells anything, so the prompt has to let it think.
"""

from contextlib import aclosing

from m2lsp.backends import answer, chat
from m2lsp.backends.body import Served
from m2lsp.backends.client import Client
from m2lsp.backends.providers.spec import UNKNOWN_SHAPE
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.core.chat import Backend, ChatPrompt
from m2lsp.profiles.spec import Thinking

AS_IT_COMES = Shape(Kind.NONE, UNKNOWN_SHAPE.fields)
"""How the backend of ``look`` has to read: the content untouched, and what stands in any field beside it."""


async def look(backend: Backend, prompt: ChatPrompt, tags: Thinking) -> Shape | None:
    """The shape of the answer; ``None`` where no thinking was seen, which proves nothing.

    Hangs up as soon as it is plain.

    Raises:
        BackendError: from the endpoint.
        Declined: the prompt can't be sent to this endpoint as it is.
    """
    content = ""
    async with aclosing(backend.stream(prompt)) as deltas:
        async for delta in deltas:
            content += delta.text
            if delta.thinking:
                return Shape(Kind.FIELD, UNKNOWN_SHAPE.fields)
            if content.lstrip().startswith(tags.open):
                return Shape(Kind.INLINE, UNKNOWN_SHAPE.fields)
            if tags.close in content:
                return Shape(Kind.CLOSE_ONLY, UNKNOWN_SHAPE.fields)
    return None


async def fields(client: Client, prompt: ChatPrompt, served: Served) -> tuple[str, ...]:
    """The names of the fields beside the content that hold text; hangs up at the first.

    Raises:
        BackendError: from the endpoint.
        Declined: the prompt can't be sent to this endpoint as it is.
    """
    async with aclosing(client.events(chat.PATH, chat.request(prompt, served))) as events:
        async for event in events:
            choice = answer.choice(event)
            said = choice.get("delta") or choice.get("message") or {}
            if found := tuple(name for name in UNKNOWN_SHAPE.fields if said.get(name)):
                return found
    return ()
