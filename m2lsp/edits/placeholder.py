"""Comments that stand for code the model was too brief to repeat: "... rest unchanged ..."."""

import re
from collections.abc import Iterable

_COMMENT = re.compile(
    r"^\s*(?://+|#+(?!\[)|/\*+|\*|--+|;+|%+|<!--|\{/\*|\(\*|\"\"\"|''')\s*(.*?)\s*(?:\*/\}?|-->|\*\))?\s*$"
)

_DOTS = r"(?:\.{3,}|…)"
_WORD = r"\b(?:rest|existing|remaining|unchanged|same|previous|other|omitted|as before|goes here|remains?)\b"
_CODE = (
    r"(?:code|file|functions?|class|methods?|body|implementation|logic|lines|content|module|imports|fields"
    r"|tests|cases)"
)
_STAYS = r"(?: (?:here|unchanged|as is|goes here|(?:stays?|remains?)(?: .*)?))?"

# Dots and one of the words make it one, in a comment.
_WITH_DOTS = re.compile(rf"^{_DOTS}.*{_WORD}|{_WORD}.*{_DOTS}$", re.IGNORECASE)

# Without a comment's sign the dots come first and apart: "...rest" is JavaScript.
_BARE_DOTS = re.compile(rf"^\s*[\[(]?{_DOTS}\s+(?:\w+\s+)*{_WORD}", re.IGNORECASE)

# Without dots only what can't well mean anything else, and only as the whole comment.
_SAYINGS = re.compile(
    r"(?:(?:keep|the|all|your) )*(?:"
    + "|".join(
        (
            rf"rest of (?:(?:the|this|your|existing|original) )*{_CODE}{_STAYS}",
            r"rest (?:unchanged|(?:stays?|remains?)\b.*)",
            rf"(?:existing|remaining|previous|other|original) {_CODE}{_STAYS}",
            rf"unchanged(?: {_CODE})?",
            r"no changes?(?: (?:here|needed|above|below))?",
            r"same as (?:before|above|original)",
            rf"{_CODE} (?:omitted|unchanged)(?: .*)?",
        )
    )
    + r")\W*",
    re.IGNORECASE,
)


def placeholder(added: Iterable[str]) -> str | None:
    """The first of the added lines that stands for left-out code; ``None`` if none does."""
    return next((line for line in added if _stands_for_code(line)), None)


def _stands_for_code(line: str) -> bool:
    comment = _COMMENT.match(line)
    if comment is None:
        return bool(_BARE_DOTS.match(line))
    return bool(_WITH_DOTS.search(comment[1]) or _SAYINGS.fullmatch(comment[1]))
