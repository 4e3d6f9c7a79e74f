"""Whether a place is in words and not in code: in a comment or a string."""

from m2lsp import languages
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request

COMMENT = Drop("comment", "Nothing is suggested in comments by itself (completion.in_comments).")
STRING = Drop("string", "Nothing is suggested in strings by itself (completion.in_strings).")


def in_words(request: Request, *, comments: bool, strings: bool) -> Drop | None:
    """Why words are not wanted where the cursor is; ``comments`` and ``strings`` say which are.

    Asks only for the tree as it is known by now: of a text that could not be parsed yet, nothing is refused.
    The code inside a string's substitution is code.
    """
    document, at = request.document, request.span.start
    language = languages.language_of(document)
    if language is None or (comments and strings):
        return None
    syntax = languages.known(document.text, language)
    if syntax is None or syntax.provisional:
        return None
    match syntax.kind_at(at):
        case "comment" if not comments:
            return COMMENT
        case "string" if not strings:
            return STRING
        case _:
            return None
