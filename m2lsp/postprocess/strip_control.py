"""Take out what no one can see, and make line ends plain.

    total\u200b(points)\r\n  ->  total(points)\n

Zero-width characters, byte order marks, text-direction overrides (they make code read other than it
runs), control characters, and lone surrogates, which no editor can be sent.  Joiners stay between
characters that need them: emoji, Persian, Hindi.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.text import with_eol

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# Blanks that don't break, or are wide, indent as blanks do.
_WIDE = re.compile("^[ \t]*[\u00a0\u2007\u202f\u3000][ \t\u00a0\u2007\u202f\u3000]*", re.MULTILINE)
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")


def strip_control(text: str, context: Context) -> str:
    """The text without unseen characters, its line ends as ``\\n``; ``match_line_ends`` turns them back."""
    text = _UNSEEN.sub("", with_eol(text, "\n"))
    text = _WIDE.sub(lambda match: re.sub(r"[^ \t]", " ", match.group()), text)
    return _STRAY_JOINER.sub("", text)
