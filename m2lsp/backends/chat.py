"""``/v1/chat/completions``: the server's template renders the prompt and its parsers read the answer."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from m2lsp.backends.body import Served, common
from m2lsp.backends.calls import RawCalls
from m2lsp.backends.client import Client
from m2lsp.backends.providers.spec import Back, Provider, Structured
from m2lsp.backends.reading import Reader
from m2lsp.backends.reasoning import Kind, Shape, Splitter
from m2lsp.backends.ways import begins, no_thinking
from m2lsp.core.chat import ChatPrompt, Delta, Message, Role, Schema, Tool
from m2lsp.core.errors import Declined
from m2lsp.profiles.spec import Profile, Thinking

PATH = "/chat/completions"
_TAGS = Thinking("<think>", "</think>", opened_by_prompt=False)
# M2's template renders no think block for an empty one, so a prefill needs a word in it.
_WORD = "Direct."


async def stream(client: Client, prompt: ChatPrompt, served: Served) -> AsyncGenerator[Delta, None]:
    """Ask, and yield what comes, thinking and answer apart.

    Raises:
        BackendError: from the endpoint.
        Declined: it has no lever for what the prompt asks for.
    """
    body = request(prompt, served)
    reader = _reader(prompt, served, continued="continue_final_message" in body)
    async with aclosing(client.events(PATH, body)) as events:
        async for event in events:
            yield reader.feed(event)
    if not reader.finished:  # some servers name no reason; what was held back must still come
        yield reader.end()


def _reader(prompt: ChatPrompt, served: Served, *, continued: bool) -> Reader:
    """``continued`` says that the model goes on behind a think block that is closed already."""
    profile, shape = served.profile, served.provider.shape
    if continued:
        shape = Shape(Kind.NONE, shape.fields)
    markup = profile.calls if profile and prompt.tools else None
    tags = profile.thinking if profile else _TAGS
    splitter = Splitter(shape, tags, thinks=prompt.think, call=markup.open if markup else "")
    raw = RawCalls(markup, prompt.tools) if markup else None
    return Reader(splitter, raw, served.provider.name)


def request(prompt: ChatPrompt, served: Served) -> dict[str, Any]:
    """The body of the request.

    Raises:
        Declined: the endpoint has no lever for what the prompt asks for.
    """
    provider, profile = served.provider, served.profile
    lever, last = _lever(prompt, provider, profile)
    thinks = prompt.think and not prompt.prefill and (profile is None or profile.thinking is not None)
    body = {
        **provider.chat_body,
        **prompt.extra,
        **common(prompt, served, thinking_closed=not thinks),
        **lever,
        "messages": [_message(m, provider) for m in (*prompt.messages, *last)],
    }
    if prompt.tools:
        body["tools"] = [_tool(tool) for tool in prompt.tools]
    if prompt.schema:
        body |= _schema(prompt.schema, provider.structured)
    if prompt.cache_key and provider.session_field:
        body[provider.session_field] = prompt.cache_key
    return body


def _tool(tool: Tool) -> dict[str, Any]:
    """In vLLM's own order of keys: it rebuilds each tool, and another order would be another prompt."""
    function = {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
    return {"type": "function", "function": function}


def _schema(schema: Schema, form: Structured) -> dict[str, Any]:
    """What binds the answer to the schema; nothing where only the prompt can."""
    match form:
        case Structured.VLLM:
            return {form.value: {"json": dict(schema.json)}}
        case Structured.RESPONSE_FORMAT:
            named = {"name": schema.name, "schema": dict(schema.json), "strict": True}
            return {form.value: {"type": "json_schema", "json_schema": named}}
        case Structured.NONE:
            return {}


def _lever(
    prompt: ChatPrompt, provider: Provider, profile: Profile | None
) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """What keeps the model from thinking, or lets it go on from a start: fields, and a last message."""
    thinking = profile.thinking if profile else None
    if not prompt.prefill and (prompt.think or thinking is None):
        return {}, ()
    if not prompt.prefill and profile and (off := no_thinking(profile, provider)):
        return dict(off), ()
    if not begins(profile, provider):
        raise Declined(_no_lever(prompt, provider))
    if thinking and any(tag in prompt.prefill for tag in (thinking.open, thinking.close)):
        # The server looks at the prompt's last tag, so it would take the answer for thinking.
        raise Declined("The text spells the model's thinking tags, so it can't be sent as a start.")
    start = Message(Role.ASSISTANT, prompt.prefill, _WORD if thinking else "")
    return {"add_generation_prompt": False, "continue_final_message": True}, (start,)


def _no_lever(prompt: ChatPrompt, provider: Provider) -> str:
    if prompt.prefill:
        return f"{provider.name} can't go on from a given start. Ask it without one."
    return f"{provider.name} can't keep this model from thinking. Use another endpoint for ghost text."


def _message(message: Message, provider: Provider) -> dict[str, Any]:
    """One message, byte for byte; its thinking in the field where this endpoint takes it back."""
    body: dict[str, Any] = {"role": message.role.value, "content": message.content}
    if message.role is Role.TOOL:
        body["tool_call_id"] = message.tool_call_id
    if message.role is not Role.ASSISTANT:
        return body
    if message.tool_calls:
        body["tool_calls"] = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
            for c in message.tool_calls
        ]
    return body | _thinking(message, provider)


def _thinking(message: Message, provider: Provider) -> dict[str, Any]:
    """The thinking, always there, even when empty (see ``Message``).

    Parts go back as they came, but only to the provider that sent them: signatures and ids mean nothing to
    another, which gets the text.
    """
    back = provider.back
    match back:
        case Back.DETAILS if message.details and message.origin == provider.name:
            return {back.value: list(message.details)}
        case Back.DETAILS:
            return {back.value: [{"type": "reasoning.text", "text": message.reasoning}]}
        case _:
            return {back.value: message.reasoning}
