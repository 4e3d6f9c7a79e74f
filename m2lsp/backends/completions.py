"""``/v1/completions``: the prompt is rendered by us, and no parser of the server touches the answer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from m2lsp.backends import answer
from m2lsp.backends.body import Served, common
from m2lsp.backends.client import Client
from m2lsp.backends.reasoning import Kind, Shape, Splitter
from m2lsp.backends.tokens import Tokenizer, is_plain
from m2lsp.core.chat import Delta, Marker, RawPrompt
from m2lsp.core.errors import Declined

PATH = "/completions"


async def stream(
    client: Client, prompt: RawPrompt, served: Served, tokenizer: Tokenizer | None
) -> AsyncGenerator[Delta, None]:
    """Ask, and yield what comes.  Thinking comes only if the prompt left its block open.

    Raises:
        BackendError: from the endpoint.
        Declined: it has no raw completions, or the text can't be sent safely.
    """
    splitter = _splitter(prompt, served)
    body, finish = await request(prompt, served, tokenizer), None
    async with aclosing(client.events(PATH, body)) as events:
        async for event in events:
            choice = answer.choice(event)
            thinking, text = splitter.split(str(choice.get("text") or ""))
            ended = answer.finish(choice)
            if ended and not finish:
                finish, rest = ended, splitter.end(ended)
                thinking, text = thinking + rest.thinking, text + rest.text
            yield Delta(
                text=text,
                thinking=thinking,
                finish=ended,
                usage=answer.usage(event),
                model=answer.model(event),
            )
    if not finish:  # some servers name no reason; what was held back must still come
        yield splitter.end()


async def request(prompt: RawPrompt, served: Served, tokenizer: Tokenizer | None) -> dict[str, Any]:
    """The body of the request.  No stop for the end of the turn: it would cut code that spells it.

    Raises:
        BackendError: from the endpoint's tokenizer.
        Declined: it has no raw completions, or the text can't be sent safely.
    """
    if not served.provider.raw:
        raise Declined(f"{served.provider.name} has no raw completions. Use chat there.")
    return {
        **served.provider.raw_body,
        **common(prompt, served, thinking_closed=not _open(prompt, served)),
        "prompt": await _prompt(prompt, served, tokenizer),
    }


async def _prompt(prompt: RawPrompt, served: Served, tokenizer: Tokenizer | None) -> str | list[int]:
    if is_plain(prompt, served.profile.markers if served.profile else ()):
        return prompt.text
    if tokenizer is None:
        raise Declined(
            f"This text spells control tokens of the model, and {served.provider.name} offers no way to "
            "send them as text."
        )
    return await tokenizer.ids(prompt)


def _open(prompt: RawPrompt, served: Served) -> bool:
    """Whether the prompt ends inside a think block."""
    tags = served.profile.thinking if served.profile else None
    if tags is None:
        return False
    written = [p.text for p in prompt.pieces if isinstance(p, Marker) and p.text in (tags.open, tags.close)]
    return bool(written) and written[-1] == tags.open


def _splitter(prompt: RawPrompt, served: Served) -> Splitter:
    if _open(prompt, served) and served.profile:
        return Splitter(Shape(Kind.CLOSE_ONLY), served.profile.thinking)
    return Splitter(Shape(Kind.NONE), None)
