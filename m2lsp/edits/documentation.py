"""Edits that may change what is said about code, and not the code."""

from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.edits.reasons import Reason


def keeps_code(edit: DocumentEdit) -> str | Drop:
    """That an edit changes comments and docstrings only, in words for the user; or why not.

    In a language without a grammar that can't be told, and is refused.
    """
    from m2lsp import languages  # loads grammars

    language = languages.language_of(edit.document)
    if language is None:
        return Drop(Reason.CODE, "Comments can't be told from code in this language.")
    before, after = (languages.parse(text, language) for text in (edit.document.text, edit.after))
    if before.parsed and after.parsed and before.code() == after.code():
        return "changes only comments and docstrings"
    return Drop(
        Reason.CODE,
        "It changes code, and only documentation was asked for. Reply with the whole part, its code "
        "unchanged, and the documentation added.",
    )
