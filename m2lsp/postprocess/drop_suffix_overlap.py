"""Take away the end of the text that stands on the line after the cursor already.

    x = total(ˇ, weights)     points, weights)  ->  points

Brackets and quotes count as repeated only if the text did not open them itself, and words only as whole
words.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.brackets import open_quote, unmatched
from m2lsp.postprocess.stop_at_suffix import REPEATS_SUFFIX
from m2lsp.postprocess.surroundings import is_above_code

_CLOSING_TAG = re.compile(r"</(?P<name>[\w.:-]*)>")


def drop_suffix_overlap(text: str, context: Context) -> str | Drop:
    """The text without the longest end that repeats the rest of the line, however often it does."""
    if is_above_code(context) and text.endswith("\n"):
        return _without_rest(text, context)
    kept = text
    while size := _overlap(kept, context):
        kept = kept[:-size]
    return kept if kept.strip() or not text.strip() else REPEATS_SUFFIX


def _without_rest(text: str, context: Context) -> str:
    """Whole lines as they are, unless the last of them goes on into all that stands after the cursor."""
    line, rest = text.rstrip(), context.line_suffix.rstrip()
    repeats = line.endswith(rest) and any(map(str.isalnum, rest)) and _is_repeated(line, len(rest), context)
    return line[: -len(rest)] if repeats else text


def _overlap(text: str, context: Context) -> int:
    """How many characters at the end of the text repeat the rest of the line."""
    rest = context.line_suffix.rstrip()
    sizes = range(min(len(rest), len(text)), 0, -1)
    return next((n for n in sizes if text.endswith(rest[:n]) and _is_repeated(text, n, context)), 0)


def _is_repeated(text: str, size: int, context: Context) -> bool:
    rest = context.line_suffix
    kept, overlap = text[:-size], rest[:size]
    cuts_word = _is_word(kept[-1:]) and _is_word(overlap[0])
    ends_in_word = _is_word(overlap[-1]) and _is_word(rest[size : size + 1])
    if cuts_word or ends_in_word:
        return False
    if unmatched(overlap)[0] and unmatched(kept)[1]:
        return False
    if (">" in overlap and kept.count("<") > kept.count(">")) or _opens_tag(kept, overlap):
        return False
    return context.line_prefix.strip() == "" or not _opens_quote(kept, overlap, context)


def _opens_tag(kept: str, overlap: str) -> bool:
    """Whether the overlap begins with the closing tag of an element that the text itself opened."""
    closing = _CLOSING_TAG.match(overlap)
    if closing is None:
        return False
    name = re.escape(closing["name"])
    opened = len(re.findall(rf"<{name}(?![\w.:-])(?:[^<>]*[^<>/])?>", kept))
    return opened > kept.count(closing.group())


def _opens_quote(kept: str, overlap: str, context: Context) -> bool:
    """Whether a quote in the overlap closes a string that the text itself opened."""
    if overlap[0] not in "\"'`":
        return False
    return open_quote(context.line_prefix) == "" and open_quote(context.line_prefix + kept) != ""


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_"
