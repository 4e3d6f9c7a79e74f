"""Take out the sentences that a chat model puts round its code.

    Here is the completed code:\n\ntotal(points)  ->  total(points)

What counts as a sentence is in ``sentences``.  In a comment or a docstring only what
no one writes there is taken out ("Here is the completed code:"), in a document of prose nothing.
"""

import re
from collections.abc import Callable

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.sentences import is_answer, is_heading, is_placeholder, is_sentence
from m2lsp.postprocess.surroundings import is_between_tags, is_prose, is_prose_document

ONLY_PROSE = Drop("only prose", "The model answered with sentences instead of code.")

# After these a line may read "Timeout as error:" and be code.
_ASKS_FOR_CONDITION = re.compile(r"\b(?:except|with|if|elif|while|for|in|is|and|or|not|case|match)\s+\Z")


def strip_chat(text: str, context: Context) -> str | Drop:
    """The text without the sentences before and after the code."""
    if is_prose_document(context):
        return text
    among_words = is_prose(context)
    lines = text.split("\n")
    first = _start(lines, _reader(context, among_words=among_words))
    if first == len(lines):
        return ONLY_PROSE
    return "\n".join(lines[first:] if among_words else lines[first : _end(lines, first)])


def _reader(context: Context, *, among_words: bool) -> Callable[[str], bool]:
    """What tells, at this place, whether a line is chat."""
    if _ASKS_FOR_CONDITION.search(context.line_prefix):
        return lambda line: is_sentence(line) and not line.endswith(":")
    if among_words:
        return is_answer
    if is_between_tags(context):  # its text may be sentences; an introduction ends in a colon
        return lambda line: is_sentence(line) and line.rstrip("* ").endswith((":", "："))
    return lambda line: is_sentence(line) or is_placeholder(line)


def _start(lines: list[str], is_chat: Callable[[str], bool]) -> int:
    """The number of the first line that is code; headings count as chat before a fence."""
    first, heard = 0, False
    while first < len(lines) and (not lines[first].strip() or is_chat(lines[first])):
        heard = heard or bool(lines[first].strip())
        first += 1
    fence = first
    while fence < len(lines) and (
        not lines[fence].strip() or is_chat(lines[fence]) or is_heading(lines[fence])
    ):
        fence += 1
    if fence < len(lines) and lines[fence].startswith(("```", "~~~")):
        return fence
    return first if heard else 0


def _end(lines: list[str], first: int) -> int:
    """The number of lines left without what follows a placeholder, or sentences after a blank line."""
    placeholder = next((n for n in range(first, len(lines)) if is_placeholder(lines[n])), None)
    if placeholder is not None:
        return placeholder
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and is_sentence(lines[start - 1]) and lines[start - 1][0].isupper():
        start -= 1
    apart = 0 < start < end and not lines[start - 1].strip()
    return start if apart else len(lines)
