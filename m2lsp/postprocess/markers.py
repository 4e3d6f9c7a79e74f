"""The strings that models use as control tokens, and whether one in a reply is meant as text.

A marker is text where the document itself spells it (a chat template, a tokenizer's tests, this very
file), where it stands inside a string, a pattern or a line comment of the reply, and where it is markup
with a closing tag.  Everywhere else it is a leak.
"""

import re
from functools import cache

from m2lsp.core.context import Context
from m2lsp.postprocess.brackets import is_in_string
from m2lsp.postprocess.surroundings import line_comment

# What may be markup of the document; nobody's markup has a name with a colon or an underscore.
_TAG = re.compile(r"<[a-z]+>")

# A pattern between slashes, as JavaScript and its like have it.
_PATTERN = re.compile(r"(?<=[(,=:!&|?;\s])/(?![/*\s])(?:\\.|\[[^\]\n]*\]|[^/\\\n\[])+/")

_UNFINISHED = re.compile(r"(?:<[/|]?[\w:|]*|\[e~|\]~!?\w*)\Z")

# Control tokens of families that we have no row for all look like this.
_GENERIC = r"<\|(?:endoftext|[a-z]+(?:_[a-z]+)+)\|>"

# A call of a tool, in the forms that chat templates give it.
_CALLS = (
    r"</?(?:minimax:)?(?:tool_calls?|function_calls?|tool_use)>|<(?:invoke|parameter)\s+name=|</(?:invoke|parameter)>"
    r"|<(?:function|parameter)=\w+>|\[/?TOOL_CALLS?\]"
)


@cache
def control_tokens() -> re.Pattern[str]:
    """One pattern for the markers of all profiles, the longest first."""
    from m2lsp.profiles import PROFILES

    known = {marker for profile in PROFILES for marker in profile.markers}
    return re.compile("|".join([*map(re.escape, sorted(known, key=len, reverse=True)), _GENERIC, _CALLS]))


@cache
def thinking_tags() -> tuple[tuple[str, str], ...]:
    """The pairs of opening and closing tag that models put round their thinking."""
    from m2lsp.profiles import PROFILES

    known = {(p.thinking.open, p.thinking.close) for p in PROFILES if p.thinking}
    return tuple(sorted(known | {("<think>", "</think>"), ("<thinking>", "</thinking>")}))


@cache
def _spellings() -> tuple[str, ...]:
    from m2lsp.profiles import PROFILES

    tags = (tag for pair in thinking_tags() for tag in pair)
    calls = ("<minimax:tool_call>", "</minimax:tool_call>", "<tool_call>", "<function_calls>")
    return (*(marker for profile in PROFILES for marker in profile.markers), *tags, *calls)


def without_unfinished(text: str, context: Context) -> str:
    """The text without the first part of a marker at its very end, where the answer broke off."""
    body = text.rstrip()
    found = _UNFINISHED.search(body)
    least = 5 if context.document.language_id.endswith("react") else 3
    if found is None or len(found.group()) < least or is_text(body, found.start(), found.group(), context):
        return text
    if any(marker.startswith(found.group()) for marker in _spellings()):
        return body[: found.start()]
    return text


def is_text(text: str, offset: int, marker: str, context: Context) -> bool:
    """Whether the ``marker`` at ``offset`` of the reply belongs to the code."""
    if marker in context.document.text:
        return True
    start = text.rfind("\n", 0, offset) + 1
    end = text.find("\n", offset)
    line = text[start:] if end < 0 else text[start:end]
    comment = line_comment(context)
    if comment and line.lstrip().startswith(comment):
        return True
    if start == 0:
        line = context.line_prefix + line
        start = -len(context.line_prefix)
    return is_in_string(line, offset - start) or _is_in_pattern(line, offset - start)


def _is_in_pattern(line: str, offset: int) -> bool:
    return any(match.start() < offset < match.end() for match in _PATTERN.finditer(line))


def leak(text: str, pattern: re.Pattern[str], context: Context) -> re.Match[str] | None:
    """The first match of ``pattern`` in the reply that is not text."""
    for match in pattern.finditer(text):
        marker = match.group()
        if _TAG.fullmatch(marker) and f"</{marker[1:]}" in text[match.end() :]:
            continue
        if not is_text(text, match.start(), marker, context):
            return match
    return None
