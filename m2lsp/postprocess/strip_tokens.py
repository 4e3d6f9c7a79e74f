"""Cut at the first control token that the model wrote as text.

    total(points)<|fim_pad|><|endoftext|>  ->  total(points)

What follows such a token is another turn or another file.  Tokens that belong to the code stay: see
``markers``.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.markers import control_tokens, leak, without_unfinished

_START = re.compile(r"\s*<\|?fim_middle\|?>")

ONLY_TOKENS = Drop("only tokens", "The model wrote nothing but control tokens.")


def strip_tokens(text: str, context: Context) -> str | Drop:
    """The text before the first control token; one that says where the answer starts is none of it."""
    found = leak(text, control_tokens(), context)
    while found and _START.fullmatch(text[: found.end()]):
        text = text[found.end() :]
        found = leak(text, control_tokens(), context)
    if found is None:
        return without_unfinished(text, context)
    return text[: found.start()] or ONLY_TOKENS
