"""Brackets and quotes by reading characters, where parsing would cost too much.

Strings and line comments are skipped.  The reading is the same for all languages, so it errs now and
then; what it lets through wrongly, the parser at the end of the chain catches.
"""

import re
from functools import lru_cache

OPENERS, CLOSERS = "([{", ")]}"

# A lifetime of Rust starts with a quote that never closes.
_LIFETIME = r"[<&+]\s*'\w+(?:\s*,\s*'\w+)*(?!')"
_RAW = r'\br(?P<hashes>#+)"[\s\S]*?(?:"(?P=hashes)|\Z)|'
_LONG = _RAW + r'"""[\s\S]*?(?:"""|\Z)|' + r"'''[\s\S]*?(?:'''|\Z)|`(?:\\.|[^`\\])*(?:`|\Z)"
# An apostrophe inside a word is none of a string, but for Python's prefixes.
_START = r"(?:(?<!\w)|(?<=\b[rbfuRBFU])|(?<=\b[rbfRBF][rbfRBF]))'"
_SHORT = r'"(?:\\.|[^"\\\n])*(?:"|$)|' + rf"{_START}(?:\\.|[^'\\\n])*'"
_UNCLOSED = re.compile(rf"{_LIFETIME}|{_LONG}|{_SHORT}|{_START}(?:\\.|[^'\\\n])*$")


@lru_cache(maxsize=32)
def _tokens(comment: str) -> re.Pattern[str]:
    skipped = f"|{re.escape(comment)}[^\\n]*" if comment else ""
    return re.compile(rf"{_LIFETIME}|{_LONG}|{_SHORT}{skipped}|[()\[\]{{}}]", re.MULTILINE)


def unmatched(text: str, comment: str = "") -> tuple[list[int], list[int]]:
    """The offsets of closers without an opener in ``text``, and of openers without a closer.

    ``comment`` is what starts a line comment; kinds of bracket are not told apart.
    """
    closers: list[int] = []
    openers: list[int] = []
    for match in _tokens(comment).finditer(text):
        sign = match.group()
        if sign in OPENERS:
            openers.append(match.start())
        elif sign in CLOSERS:
            if openers:
                openers.pop()
            else:
                closers.append(match.start())
    return closers, openers


def strings_and_comments(text: str, comment: str) -> list[tuple[int, int]]:
    """The spans of ``text`` that are strings, or line comments, which ``comment`` begins."""
    found = _tokens(comment).finditer(text)
    return [m.span() for m in found if _is_string(m) or (comment and m.group().startswith(comment))]


def is_in_string(text: str, offset: int) -> bool:
    """Whether the character at ``offset`` stands inside a string that is closed in ``text``."""
    for match in _tokens("").finditer(text):
        if match.start() > offset:
            return False
        if match.start() < offset < match.end() and _is_string(match) and _is_closed(match):
            return True
    return False


def _is_string(token: re.Match[str]) -> bool:
    return token.group()[0] in "\"'`" or token["hashes"] is not None


def _is_closed(string: re.Match[str]) -> bool:
    sign, hashes = string.group(), string["hashes"]
    return sign[-1] == sign[0] if hashes is None else sign.endswith('"' + hashes)


def is_in_long_string(text: str, offset: int) -> bool:
    """Whether ``offset`` stands inside a string of several lines, closed or not."""
    spans = (m.span() for m in _tokens("").finditer(text) if "\n" in m.group())
    return any(start < offset < end for start, end in spans)


def open_quote(line: str) -> str:
    """The quote of the string that ``line`` leaves open, or ``""``."""
    tokens = list(_UNCLOSED.finditer(line))
    last = tokens[-1] if tokens else None
    if last is None or last.end() != len(line) or last.group()[0] not in "\"'`":
        return ""
    sign = last.group()
    quote = sign[:3] if sign[:3] in ('"""', "'''") else sign[0]
    closed = len(sign) >= 2 * len(quote) and sign.endswith(quote)
    return "" if closed else quote
