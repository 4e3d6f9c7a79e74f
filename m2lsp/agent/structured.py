"""An answer as a value: JSON that obeys a frozen dataclass.

The schema is always told in words and sent in the form that the endpoint's row names.  Neither is relied on:
unknown fields are silently ignored by vLLM (m2-wire-measured, section 5), and a grammar that waits for the
end of the thinking may never begin.  So what comes is checked, and what is wrong goes back once.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from m2lsp.agent.listen import listen
from m2lsp.agent.words import silence
from m2lsp.core.chat import ChatPrompt, Message, Reply, Role, Schema
from m2lsp.core.errors import BackendRefused, Drop
from m2lsp.core.feature import Refusal
from m2lsp.edits.fences import fences
from m2lsp.profiles.model import Model
from m2lsp.prompt.sections import fenced
from m2lsp.prompt.shield import spelled

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

ASK = "Answer with one JSON object that obeys this schema, and with nothing else:\n{schema}"
WRONG = "That is not it: {why}\nAnswer again, with the JSON object alone."
NO_JSON = Refusal("no JSON", "The model did not answer in the form that was asked for. Try again.")
_ATTEMPTS = 2
_PROBLEMS = 5  # told to the model
_FORM = re.compile(r"response_format|json_schema|structured|schema|grammar|guided", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Form(Generic[T]):
    """The dataclass that an answer is to become, and its schema."""

    adapter: "TypeAdapter[T]"
    schema: Schema

    def read(self, said: str) -> T | Drop:
        """The value in an answer, out of its fence if it has one; a ``Drop`` says what is wrong."""
        from pydantic import ValidationError

        found = fences(said)
        try:
            return self.adapter.validate_json(found[0].text if len(found) == 1 else said.strip())
        except ValidationError as error:
            problems = error.errors(include_url=False, include_input=False, include_context=False)
        told = [f"{'.'.join(map(str, p['loc'])) or 'the answer'}: {p['msg']}" for p in problems]
        return Drop("no JSON", "; ".join(told[:_PROBLEMS]) + ".")


def form(shape: type[T]) -> Form[T]:
    """The form of a dataclass; its docstring and its field names are what the model reads.

    Every field must be given and no other, whatever its default: some endpoints ask for that.
    """
    from pydantic import TypeAdapter

    adapter = TypeAdapter(shape)
    return Form(adapter, Schema(shape.__name__.lower(), _strict(adapter.json_schema())))


async def structured(
    shape: type[T], asked: ChatPrompt, model: Model, say: Callable[[str], None] = lambda _: None
) -> T | Refusal:
    """The answer to ``asked``, whose last message is the user's question, as a ``shape``.

    Raises:
        BackendError: from the endpoint.
        Declined: the prompt can't be sent there as it is.
    """
    wanted = form(shape)
    prompt = _with_schema(asked, wanted.schema)
    for _ in range(_ATTEMPTS):
        reply = await _hear(prompt, model, say)
        if nothing := silence(reply):
            return nothing
        read = wanted.read(reply.message.content)
        if not isinstance(read, Drop):
            return read
        if spelled(reply.message.content + reply.message.reasoning, model.profile.markers):
            break  # it can't go back as it is
        again = Message(Role.USER, WRONG.format(why=read.detail))
        prompt = replace(prompt, messages=(*prompt.messages, reply.message, again))
    return NO_JSON


async def _hear(prompt: ChatPrompt, model: Model, say: Callable[[str], None]) -> Reply:
    """The reply, without the schema's form if that is what the endpoint refuses."""
    try:
        return await listen(model.backend, prompt, say)
    except BackendRefused as error:
        if prompt.schema is None or not _FORM.search(str(error)):
            raise
    return await listen(model.backend, replace(prompt, schema=None), say)


def _with_schema(asked: ChatPrompt, schema: Schema) -> ChatPrompt:
    """The prompt with the schema, in words, at the end of its question."""
    *before, last = asked.messages
    words = ASK.format(schema=fenced(json.dumps(schema.json, ensure_ascii=False), "json"))
    question = replace(last, content=f"{last.content}\n\n{words}")
    return replace(asked, messages=(*before, question), schema=schema)


def _strict(schema: Any) -> Any:
    """The schema without titles, its objects closed."""
    if isinstance(schema, list):
        return [_strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "properties" not in schema:
        return {k: _strict(v) for k, v in schema.items() if not (k == "title" and isinstance(v, str))}
    fields = {name: _strict(part) for name, part in schema["properties"].items()}
    rest = {k: _strict(v) for k, v in schema.items() if k not in ("title", "properties")}
    return {**rest, "properties": fields, "required": list(fields), "additionalProperties": False}
