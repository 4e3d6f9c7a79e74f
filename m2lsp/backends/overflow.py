"""A prompt, or an answer asked for, that is longer than the model's context: how endpoints say it."""

import re

from m2lsp.backends.where import Where
from m2lsp.core.errors import ContextOverflow

STATUSES = (400, 413, 422, 500)
"""Those with which endpoints say it."""

_SAID = re.compile(
    r"exceed_context_size|context[ _]length|context window|context size|prompt is too long"
    r"|maximum model length",
    re.IGNORECASE,
)
# vLLM refuses an answer that alone would not fit; prompt and answer together it cuts (m2-wire-measured,
# section 1).  The second form is that of its older versions.
_ANSWER = re.compile(
    r"max_(?:completion_)?tokens\S* cannot be greater than \w+|max_(?:completion_)?tokens'? is too large"
)

# The whole context, in tokens, in the words of vLLM 0.32 (renderers/params.py, v1/engine), of its older
# versions and of OpenAI ("maximum context length is 8192 tokens"), and of llama.cpp ("n_ctx": 4096).
_LIMIT = re.compile(
    r"maximum (?:context|model) length (?:is|of) (\d+)|greater than \w+ ?= ?(\d+)"
    r"|context size \((\d+)|n_ctx\D{1,4}(\d+)"
)
# The prompt's own length.  "contains 900 characters" is none.
_PROMPT = re.compile(
    r"contains (?:at least )?(\d+) input tokens|has (\d+) input tokens|\((\d+) in the messages"
    r"|prompt \(length (\d+)\)|(?:request|input) \((\d+) tokens\)|n_prompt_tokens\D{1,4}(\d+)"
)


def overflow(message: str, kind_of_error: str, where: Where) -> ContextOverflow | None:
    """The fault, if this is what the endpoint's words say."""
    answer = _ANSWER.search(message)
    if not (answer or _SAID.search(f"{kind_of_error} {message}")):
        return None
    if answer:
        words = f"can't give so long an answer{where.quote(message)}. Lower {where.setting('max_tokens')}."
    else:
        words = (
            f"finds the prompt longer than the model's context{where.quote(message)}. "
            f"Lower {where.setting('context_tokens')}, or select less."
        )
    return ContextOverflow(
        f"{where.name} {words}",
        limit_tokens=_number(_LIMIT, message),
        prompt_tokens=_number(_PROMPT, message),
    )


def too_big(where: Where) -> ContextOverflow:
    """The fault behind status 413, which says nothing of tokens."""
    advice = f"Lower {where.setting('context_tokens')}, or select less."
    return ContextOverflow(f"{where.name} found the request too big. {advice}")


def _number(pattern: re.Pattern[str], message: str) -> int | None:
    found = pattern.search(message)
    return next((int(n) for n in found.groups() if n), None) if found else None
