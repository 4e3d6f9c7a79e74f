"""Whether a file's whole new text is only a part of it.

Asked for one function, a model often answers with that function alone; as the whole file it would delete
all the rest.
"""

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.edits.explain import named
from m2lsp.edits.reasons import Reason
from m2lsp.edits.source import is_blank, source

_REMEDY = "Send search/replace blocks, or the whole file."
_LEAST = 0.5  # of the lines that are not blank: a text with fewer of them is taken for a part


def fragment(document: Document, new: str) -> Drop | None:
    """Why ``new`` can't be the document's whole new text; ``None`` if it can.

    No name that was defined may be gone.  Where no definitions are known, half of the lines must be left.
    """
    had = _names(document, document.text)
    if had:
        there = set(_names(document, new))
        gone = [name for name in had if name not in there]
        why = f"It would delete {named(gone)}" if gone else ""
    else:
        old, fresh = _lines(document.text), _lines(new)
        short = fresh < _LEAST * old
        why = (
            f"It is too short for the whole file: {fresh} of {old} lines, blank ones not counted"
            if short
            else ""
        )
    return Drop(Reason.FRAGMENT, f"{why}. {_REMEDY}") if why else None


def _names(document: Document, text: str) -> tuple[str, ...]:
    """The names that the text defines, each once, in its order; empty without a grammar."""
    from m2lsp import languages  # loads grammars

    language = languages.language_of(document)
    outline = languages.parse(text, language).outline() if language else ()
    return tuple(dict.fromkeys(tag.name for tag in outline))


def _lines(text: str) -> int:
    return sum(not is_blank(body) for body in source(text).bodies)
