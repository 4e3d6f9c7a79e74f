"""Take out the sentences that a chat model puts round its code.

    Here is the completed code:\n\ntotal(points)  ->  total(points)

What counts as a sentence is in ``sentences``.  In a comment or a docstring only what
no one writes there is taken out ("Here is the completed code:"), in a document of prose nothing.
"""

import re
from collections.abc import Callable

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.brackets import is_in_long_string
from m2lsp.postprocess.indents import opens_block
from m2lsp.postprocess.remarks import (
    is_afterword,
    is_other_script,
    is_path,
    is_remark,
    is_thought,
    is_unfinished_sentence,
)
from m2lsp.postprocess.sentences import is_answer, is_placeholder, is_sentence
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
    if first == len(lines) or (not among_words and _breaks_off(lines[first:])):
        return ONLY_PROSE
    return "\n".join(lines[first:] if among_words else lines[first : _end(text, lines, first, context)])


def _reader(context: Context, *, among_words: bool) -> Callable[[str], bool]:
    """What tells, at this place, whether a line is chat."""
    if among_words:
        return is_answer
    if _ASKS_FOR_CONDITION.search(context.line_prefix):
        return lambda line: is_sentence(line) and not line.endswith(":")
    if is_between_tags(context):  # its text may be sentences; an introduction ends in a colon
        return lambda line: is_thought(line) or (is_remark(line) and _introduces(line))
    return lambda line: is_remark(line) or is_placeholder(line) or is_thought(line)


def _introduces(line: str) -> bool:
    """Whether a remark is none that could be the text of an element."""
    return line.lstrip().startswith(("#", "**")) or line.rstrip("* ").endswith((":", "："))


def _breaks_off(lines: list[str]) -> bool:
    """Whether the first line, and all that there is, is a sentence without its end."""
    return is_unfinished_sentence(lines[0]) and not any(map(str.strip, lines[1:]))


def _start(lines: list[str], is_chat: Callable[[str], bool]) -> int:
    """The number of the first line that is code; headings and comments count as chat before a fence."""
    first, heard, thinks = 0, False, False
    while first < len(lines) and (
        not lines[first].strip() or is_chat(lines[first]) or (thinks and is_sentence(lines[first]))
    ):
        heard = heard or bool(lines[first].strip())
        thinks = thinks or is_thought(lines[first])
        first += 1
    fence = first
    while fence < len(lines) and (
        not lines[fence].strip()
        or is_chat(lines[fence])
        or lines[fence].startswith("#")
        or is_path(lines[fence])
    ):
        fence += 1
    if fence < len(lines) and lines[fence].startswith(("```", "~~~")):
        return fence
    return first if heard else 0


def _end(text: str, lines: list[str], first: int, context: Context) -> int:
    """The number of lines left without what follows a placeholder, or what is said after the code."""
    offset = sum(len(line) + 1 for line in lines[:first])
    for number, line in enumerate(lines[first:], first):
        if number > first and _ends_code(lines[number - 1], line, context) and not _is_inside(text, offset):
            return number
        if is_placeholder(line) and line.strip() not in context.document.text:
            return number
        offset += len(line) + 1
    return len(lines)


def _ends_code(before: str, line: str, context: Context) -> bool:
    """Whether a line says something of the code above it."""
    if not line.strip() or line[0].isspace():
        return False
    if line.strip() == "...":
        return not opens_block(before) and not before.rstrip().endswith(('"""', "'''"))
    if is_between_tags(context):
        return False
    return is_other_script(line) or (not before.strip() and is_afterword(line))


def _is_inside(text: str, offset: int) -> bool:
    """Whether the line at ``offset`` of the reply is in a comment or a string of several lines."""
    head = text[:offset]
    return head.rfind("/*") > head.rfind("*/") or is_in_long_string(text, offset)
