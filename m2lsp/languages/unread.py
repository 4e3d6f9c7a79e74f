"""What a grammar is not shown: macros that it would take for errors.

A grammar knows nothing of what a macro stands for, and one alone on its line, ``NS_ASSUME_NONNULL_BEGIN`` at
the head of a file, can cost it all that follows.  So a language's folder may name such macros (``unread``):
the parser is shown blanks in their place, of the same length, and everyone else the text as it is.

It helps: of the files of AFNetworking 25 % held an error without and 7 % do with it, of those of cJSON 38 and
22 %, of those of fmt 52 and 43 %.
"""

import re
from collections.abc import Iterator
from functools import cache

from m2lsp.languages.spec import Language, all_languages

KEPT = "kept"
_PIECE = 1 << 16
_DIRECTIVE = r"^[ \t]*#[^\n]*"  # where macros are defined


def shown(data: bytes, language: Language) -> bytes:
    """The text for the parser, as long as ``data``.

    What ``unread`` matches becomes blanks, but for its group ``kept``; a group of another name becomes that
    name.  A match never goes over a line's end, so the lines of a change are all that a change may alter.
    """
    pattern = _pattern(language)
    return b"".join(pattern.sub(_blanked, piece) for piece in _pieces(data)) if pattern else data


def shows_less(language: Language) -> bool:
    """Whether anything is kept from the language's grammar."""
    return _pattern(language) is not None


@cache
def _pattern(language: Language) -> re.Pattern[bytes] | None:
    """What is not shown, of the language and of the one that it inherits."""
    rows = [row for row in all_languages() if row.name == language.inherits]
    found = [row.unread for row in (language, *rows) if row.unread]
    return re.compile("|".join((_DIRECTIVE, *found)).encode(), re.MULTILINE) if found else None


def _pieces(data: bytes) -> Iterator[bytes]:
    """Whole lines, some 3 ms of searching at a time: other threads get their turn between them."""
    at = 0
    while at < len(data):
        end = line_end(data, at + _PIECE)
        yield data[at:end]
        at = end


def line_end(data: bytes, at: int) -> int:
    """Where the line of an offset ends, in bytes, before its ``\\n``."""
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end


def _blanked(match: re.Match[bytes]) -> bytes:
    whole = match[0]
    if whole.lstrip().startswith(b"#"):
        return whole
    blank = bytearray(b" " * len(whole))
    for name, text in match.groupdict().items():
        if text is not None:
            at = match.start(name) - match.start()
            word = text if name == KEPT else name.encode()
            blank[at : at + len(word)] = word
    return bytes(blank)
