"""Take the code out of its Markdown fence.

    ```python\ntotal(points)\n```  ->  total(points)

Only a fence that opens the reply counts, or one that closes a block that the prompt opened; fences inside
the code stay.  Where fences are at home (Markdown, a comment, a docstring) one goes only if it is clearly
round the whole reply, or if the cursor is inside a fenced block already.
"""

import re

from m2lsp.core.context import Context
from m2lsp.postprocess.sentences import is_sentence
from m2lsp.postprocess.surroundings import is_prose, is_prose_document, line_comment, lines_above

_OPENING = re.compile(
    r"\s*?(?P<fence>`{3,}|~{3,})(?P<tag>[\w+#.:/\-]*)"
    r"(?:[ \t]+(?:\w+=[^`\n]*|\{[^`\n]*|[\w./\-]+\.\w+))?[ \t]*(?:\n|$)"
)
_FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})[ \t]*$", re.MULTILINE)

# One line as inline code; what follows it is about it.
_INLINE = re.compile(
    r"\s*(?:[-*] )?(?:\*\*)?(?P<ticks>`{1,2})(?P<code>[^`\n]+)(?P=ticks)(?:\*\*)?[ \t]*(?:\n|\Z)"
)
_FENCED_LINE = re.compile(r"\s*```(?P<code>[^`]+)(?:```\s*)?\Z")

# In these the backquote is no part of the language.
WITHOUT_BACKQUOTES = frozenset({"python", "rust", "c", "cpp", "java", "csharp"})

_ANY_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})(?P<tag>[^`\n]*)$", re.MULTILINE)

MARKDOWN = ("markdown", "md")

# How far up an open fence is looked for, in lines.
LOOK_BACK = 400


def strip_fences(text: str, context: Context) -> str:
    """The code inside the fence; without a fence the text as it is."""
    opening = _OPENING.match(text)
    if (
        is_prose(context)
        and not _is_fenced(context)
        and not (opening and _is_wrapped(text, opening, context))
    ):
        return _without_last(text)
    if opening:
        text = text[opening.end() :]
        closing = _end(text, opening)
    elif not is_prose(context) and (inline := _inline(text, context)):
        return inline["code"]
    else:
        closing = _closing(text)
    return text[: closing.start()].removesuffix("\n") if closing else text


def _inline(text: str, context: Context) -> re.Match[str] | None:
    """The line of code between backquotes that the reply begins with, where backquotes are no code."""
    if fenced := _FENCED_LINE.match(text):
        return fenced
    return _INLINE.match(text) if context.document.language_id in WITHOUT_BACKQUOTES else None


def _end(text: str, opening: re.Match[str]) -> re.Match[str] | None:
    """The line that closes the fence; one round Markdown holds fences of its own."""
    nested = opening["tag"] in MARKDOWN
    inner = False
    for line in re.finditer(rf"^[ \t]*{re.escape(opening['fence'])}(?P<tag>.*)", text, re.MULTILINE):
        if nested and (inner or line["tag"].strip()):
            inner = not inner
        else:
            return line
    return None


def _without_last(text: str) -> str:
    """The text without a bare fence at its end that closes nothing: the prompt had opened it."""
    fences = list(_ANY_FENCE.finditer(text))
    if len(fences) % 2 and not text[fences[-1].end() :].strip() and not fences[-1]["tag"]:
        return text[: fences[-1].start()].removesuffix("\n")
    return text


def _is_wrapped(text: str, opening: re.Match[str], context: Context) -> bool:
    """Whether the fence is the model's and not the text's, at a place where both may be."""
    if is_prose_document(context):
        return opening["tag"] in (*MARKDOWN, context.document.language_id or "markdown")
    inside = text[opening.end() :]
    comment = line_comment(context)
    if not inside.strip():
        return False
    if comment and inside.lstrip().startswith(comment):
        return False
    closing = _end(inside, opening)
    after = inside[closing.end() :].split("\n") if closing else []
    return all(not line.strip() or is_sentence(line) for line in after)


def _closing(text: str) -> re.Match[str] | None:
    """The bare fence that ends the code of a reply that opened none."""
    found = _FENCE_LINE.search(text)
    return found if found and not re.search(r"^[ \t]*(?:`{3,}|~{3,})\w", text, re.MULTILINE) else None


def _is_fenced(context: Context) -> bool:
    """Whether the cursor stands inside a fenced block of the document."""
    fences = [line for line in lines_above(context, LOOK_BACK) if line.lstrip().startswith(("```", "~~~"))]
    return len(fences) % 2 == 1
