"""Take out the sentences that a chat model puts round its code.

    Here is the completed code:\n\ntotal(points)  ->  total(points)

What counts as a sentence is in ``sentences``.  In a comment or a docstring only what
no one writes there is taken out ("Here is the completed code:"), in a document of prose nothing.
"""

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop
from m2lsp.postprocess.sentences import is_answer, is_sentence
from m2lsp.postprocess.surroundings import is_prose, is_prose_document

ONLY_PROSE = Drop("only prose", "The model answered with sentences instead of code.")


def strip_chat(text: str, context: Context) -> str | Drop:
    """The text without the sentences before and after the code."""
    if is_prose_document(context):
        return text
    among_words = is_prose(context)
    is_chat = is_answer if among_words else is_sentence
    lines = text.split("\n")
    first = 0
    while first < len(lines) and (not lines[first].strip() or is_chat(lines[first])):
        first += 1
    if not any(is_chat(line) for line in lines[:first]):
        first = 0
    elif first == len(lines):
        return ONLY_PROSE
    return "\n".join(lines[first:] if among_words else lines[first : _end(lines)])


def _end(lines: list[str]) -> int:
    """The number of lines left when sentences at the end, after a blank line, are taken away."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and is_sentence(lines[start - 1]) and lines[start - 1][0].isupper():
        start -= 1
    apart = 0 < start < end and not lines[start - 1].strip()
    return start if apart else len(lines)
