"""Where an endpoint puts the thinking, seen in the answer to one small question."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from m2lsp.backends import answer, chat
from m2lsp.backends.body import Served
from m2lsp.backends.client import Client
from m2lsp.backends.providers.spec import UNKNOWN_SHAPE
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.core.chat import ChatPrompt
from m2lsp.profiles.spec import Thinking


@dataclass(frozen=True, slots=True)
class Seen:
    """What an answer showed: the fields beside the content that held text, and the content as far as read."""

    fields: tuple[str, ...] = ()
    content: str = ""

    def shape(self, tags: Thinking) -> Shape | None:
        """The shape that this is; ``None`` where no thinking was seen, which proves nothing."""
        if self.fields:
            return Shape(Kind.FIELD, self.fields)
        if self.content.lstrip().startswith(tags.open):
            return Shape(Kind.INLINE, UNKNOWN_SHAPE.fields)
        if tags.close in self.content:
            return Shape(Kind.CLOSE_ONLY, UNKNOWN_SHAPE.fields)
        return None


async def look(client: Client, prompt: ChatPrompt, served: Served, tags: Thinking) -> Seen:
    """Ask, and hang up as soon as it is plain where the thinking is; at the latest at the end.

    Only a thinking model's answer tells anything, so the prompt has to let it think.

    Raises:
        BackendError: from the endpoint.
        Declined: the prompt can't be sent to this endpoint as it is.
    """
    seen = Seen()
    body = chat.request(prompt, served)
    async with aclosing(client.events(chat.PATH, body)) as events:
        async for event in events:
            choice = answer.choice(event)
            seen = _more(seen, choice.get("delta") or choice.get("message") or {})
            if seen.shape(tags):
                break
    return seen


def _more(seen: Seen, said: Mapping[str, Any]) -> Seen:
    fields = tuple(name for name in UNKNOWN_SHAPE.fields if said.get(name))
    content = said.get("content")
    return Seen(seen.fields or fields, seen.content + (content if isinstance(content, str) else ""))
