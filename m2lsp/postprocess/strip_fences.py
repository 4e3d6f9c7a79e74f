"""Take the code out of its Markdown fence.

    ```python\ntotal(points)\n```  ->  total(points)

Only a fence that opens the reply counts, or one that closes a block that the prompt opened; fences inside
the code stay, and so does every fence where they are at home (Markdown, a comment, a docstring), unless
the cursor is inside a fenced block already.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.surroundings import is_prose, lines_above

_OPENING = re.compile(r"\s*?(?P<fence>`{3,}|~{3,})[\w+#.\-]*[ \t]*(?:\n|$)")
_FENCE_LINE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*$", re.MULTILINE)

# How far up an open fence is looked for, in lines.
LOOK_BACK = 400


def strip_fences(text: str, context: Context) -> str:
    """The code inside the fence; without a fence the text as it is."""
    if is_prose(context) and not _is_fenced(context):
        return text
    opening = _OPENING.match(text)
    if opening:
        text = text[opening.end() :]
        closing = re.compile(rf"^[ \t]*{re.escape(opening['fence'])}", re.MULTILINE).search(text)
    else:
        closing = _closing(text)
    return text[: closing.start()].removesuffix("\n") if closing else text


def _closing(text: str) -> re.Match[str] | None:
    """The bare fence that ends the code of a reply that opened none."""
    found = _FENCE_LINE.search(text)
    return found if found and not re.search(r"^[ \t]*(?:`{3,}|~{3,})\w", text, re.MULTILINE) else None


def _is_fenced(context: Context) -> bool:
    """Whether the cursor stands inside a fenced block of the document."""
    fences = [line for line in lines_above(context, LOOK_BACK) if line.lstrip().startswith(("```", "~~~"))]
    return len(fences) % 2 == 1
