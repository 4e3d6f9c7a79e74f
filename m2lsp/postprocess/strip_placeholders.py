"""Take out what stands for the cursor, and drop a reply that only says where code is to go.

total(points)<cursor>  ->  total(points)
// your code here  ->  nothing
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.markers import is_text
from m2lsp.postprocess.surroundings import is_prose_document

PLACEHOLDER = Drop("placeholder", "The model left the code for somebody else to write.")

_NAMES = r"(?:\w+_)?(?:cursor|caret|hole|mask|fill_?(?:me|here|in)?)(?:_\w+)?"
_NAME = rf"(?:{_NAMES}|{_NAMES.upper().replace(chr(92) + 'W', chr(92) + 'w')})"
_CURSOR = re.compile(
    rf"<\|?/?\s*{_NAME}\s*/?\|?>|(?<![\w\])])\[(?:CURSOR|CARET|MASK|HOLE|FILL_ME)\]"
    r"|\[(?:CURSOR|FILL_ME)\](?=\s*\Z)|[█▮▉▌]|\{\{\s*(?:CURSOR|FILL_?(?:ME|HERE)?)\s*\}\}"
)
_CURSOR_COMMENT = re.compile(
    r"[ \t]*(?:#|//|--|/\*)\s*(?:(?:<-+|←|\^+)\s*(?:your |the )?(?:cursor|caret)\b"
    r"|(?:the )?cursor (?:is )?here\b)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_TO_WRITE = re.compile(
    r"\s*(?:#|//|--|/\*|\{/\*|<!--)\s*(?:TODO:?\s*)?"
    r"(?:(?:please )?(?:add|write|insert|put|enter)?\s*(?:your|the|some)? ?(?:own )?"
    r"(?:code|logic|implementation|solution)(?: (?:goes|comes))? (?:here|below)"
    r"|(?:add|write|insert|put) (?:your|the) (?:code|logic|implementation)\b"
    r"|(?:implement|complete|finish|fill in)(?: (?:me|this|it|here|the|your))"
    r"(?: (?:function|method|body|code|logic|rest|class|part|implementation))?"
    r"|implementation|your implementation|在此处?(?:添加|编写|输入)?(?:你的)?代码|待实现)\s*(?:here)?\s*"
    r"[.!…]*\s*(?:\*/\}?|-->)?\s*",
    re.IGNORECASE,
)


def strip_placeholders(text: str, context: Context) -> str | Drop:
    """The text without signs for the cursor; dropped if all of it is comments that ask for code."""
    if is_prose_document(context):
        return text
    filled = [line for line in text.split("\n") if line.strip()]
    if filled and all(_TO_WRITE.fullmatch(line) for line in filled):
        return PLACEHOLDER
    text = _CURSOR_COMMENT.sub("", text)
    for match in reversed(list(_CURSOR.finditer(text))):
        if not _is_meant(text, match, context):
            text = text[: match.start()] + text[match.end() :]
    return text


def _is_meant(text: str, match: re.Match[str], context: Context) -> bool:
    """Whether the document spells it, or a string or a comment of the reply does."""
    word = match.group().strip("[]")
    if word.isidentifier() and re.search(rf"\b{word}\b", context.document.text):
        return True
    return is_text(text, match.start(), match.group(), context)
