"""Take out thinking that came with the answer: a whole block, one never closed, or only its end.

    The user wants a sum.\n</think>\n\ntotal(points)  ->  total(points)

The backend has already parted thinking from answer by the shape that the endpoint's row states; this is
the net below it, for raw completions where the prompt closed the thinking and the model opens it again
or only closes it.  Tags that belong to the code stay: see ``markers``.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.markers import leak, thinking_tags

ONLY_THINKING = Drop("only thinking", "The model was still thinking when its answer ended.")


def strip_thinking(text: str, context: Context) -> str | Drop:
    """What follows the thinking, its leading blank lines gone; what comes before it if nothing follows."""
    for opening, closing in thinking_tags():
        stripped = _strip(text, (opening, closing), context)
        if isinstance(stripped, Drop):
            return stripped
        text = stripped
    return text


def _strip(text: str, tags: tuple[str, str], context: Context) -> str | Drop:
    opening, closing = tags
    while end := _end(text, closing, context):
        rest = text[end:].lstrip("\n")
        text = rest if rest.strip() else _before(text[: end - len(closing)], opening, context)
    if text.lstrip().startswith(opening) and opening not in context.document.text:
        return ONLY_THINKING
    return text


def _before(text: str, opening: str, context: Context) -> str:
    """What stands before the first opening tag; a model may think again once it has answered."""
    found = leak(text, re.compile(re.escape(opening)), context)
    return text[: found.start()] if found else ""


def _end(text: str, closing: str, context: Context) -> int:
    """Where the first closing tag that is no text ends; 0 if there is none."""
    found = leak(text, re.compile(re.escape(closing)), context)
    return found.end() if found else 0
