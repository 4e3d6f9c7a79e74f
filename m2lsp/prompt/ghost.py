"""The prompt for ghost text, in the format that the model's way asks for."""

from collections.abc import Callable

from m2lsp.core.chat import Prompt, Way
from m2lsp.core.context import Context
from m2lsp.profiles.model import Model
from m2lsp.prompt.fill import fill
from m2lsp.prompt.insert import insert
from m2lsp.prompt.prefill import chat_prefill, raw_prefill
from m2lsp.prompt.shield import Shield

Format = Callable[[Context, Model, Shield, int], Prompt]

FORMATS: dict[Way, Format] = {
    Way.FIM: fill,
    Way.RAW_PREFILL: raw_prefill,
    Way.CHAT_PREFILL: chat_prefill,
    Way.SWITCHED_OFF: insert,
    Way.CHAT: insert,
    Way.THINKING: insert,
}

# On these ways our own rendering keeps file text and control tokens apart (as token ids).
OWN_RENDERING = frozenset({Way.FIM, Way.RAW_PREFILL})


def ghost(context: Context, model: Model, shield: Shield, max_tokens: int) -> Prompt:
    """The prompt whose answer belongs at the context's focus; ``max_tokens`` bounds that answer."""
    return FORMATS[model.way](context, model, shield, max_tokens)
