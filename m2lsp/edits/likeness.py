"""What may differ between a line and the model's quotation of it."""

import re
import unicodedata
from enum import Flag, auto

from m2lsp.edits.indentation import indent_of
from m2lsp.edits.source import is_blank

_BETWEEN_WORDS = re.compile(r"(?<=\w)\s+(?=\w)")
_BESIDE_SIGNS = re.compile(r"(?<![\w\s])\s+|\s+(?![\w\s])")

# Models write the plain sign for the typographer's one, and leave out what has no width.
_PLAIN = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u2026": "...", "\u200b": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip


class Drift(Flag):
    """The kinds of difference between a quotation and the place found for it."""

    NONE = 0
    TRAILING = auto()  # white space at the end of a line
    BLANK = auto()  # blank lines left out or added
    INDENT = auto()  # another indentation
    INTERIOR = auto()  # white space inside a line
    TYPOGRAPHY = auto()  # quotation marks, dashes, composed characters

    def better_than(self, other: "Drift") -> bool:
        """Whether this one forgives less: every kind in it is in ``other`` too, and not the reverse.

        White space at line ends says so little that it only decides between equals.
        """
        mine, theirs = self & ~Drift.TRAILING, other & ~Drift.TRAILING
        if mine == theirs:
            return not self & Drift.TRAILING and bool(other & Drift.TRAILING)
        return mine & theirs == mine


def loose(body: str) -> str:
    """What is left of a line when all that may differ is taken away; equal means alike."""
    return _squeeze(_plain(body))


def drift(quoted: str, body: str) -> Drift:
    """How two alike lines differ."""
    if quoted == body:
        return Drift.NONE
    if quoted.rstrip() == body.rstrip() or is_blank(quoted):
        return Drift.TRAILING
    found = Drift.NONE if indent_of(quoted) == indent_of(body) else Drift.INDENT
    if quoted.strip() != body.strip():
        found |= Drift.INTERIOR if _squeeze(quoted) == _squeeze(body) else Drift.TYPOGRAPHY
    return found


def _squeeze(body: str) -> str:
    """White space kept only where it parts two words, and then as one space."""
    return _BETWEEN_WORDS.sub(" ", _BESIDE_SIGNS.sub("", body.strip()))


def _plain(body: str) -> str:
    return body if body.isascii() else unicodedata.normalize("NFC", body).translate(_PLAIN)
