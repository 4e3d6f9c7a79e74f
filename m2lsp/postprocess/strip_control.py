"""Take out what no one can see, and make line ends plain.

    total\u200b(points)\r\n  ->  total(points)\n

Zero-width characters, byte order marks, text-direction overrides (they make code read other than it
runs), control characters, and lone surrogates, which no editor can be sent.  Joiners stay between
characters that need them: emoji, Persian, Hindi.
"""

import re

from m2lsp.core.context import Context
from m2lsp.core.text import with_eol
from m2lsp.postprocess.brackets import is_in_string, strings_and_comments
from m2lsp.postprocess.surroundings import is_prose

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
# Blanks that don't break, or are wide, indent as blanks do.
_WIDE = re.compile("^[ \t]*[\u00a0\u2007\u202f\u3000][ \t\u00a0\u2007\u202f\u3000]*", re.MULTILINE)
_STRAY_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])")


# Colours and the like of a terminal; where the escape was lost, only round the whole reply.
_ANSI = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]")
_ANSI_LEFT = re.compile(r"\[\d{1,3}(?:;\d{1,3})*m")
# So many are no accident.
LEAST_SPELLED = 2
# Line ends that were spelled out: behind code, before indentation or more code.
_SPELLED = re.compile(r"(?<=[\w;{}():,\]>])\\n(?=[ \t\w}\])]|\\[nt]|\Z)")
_SEPARATOR = re.compile("[\x85\u2028\u2029]")


def strip_control(text: str, context: Context) -> str:
    """The text without unseen characters, its line ends as ``\\n``; ``match_line_ends`` turns them back."""
    text = _without_colours(with_eol(text, "\n"))
    text = _SEPARATOR.sub(lambda m: m.group() if is_in_string(text, m.start()) else "\n", text)
    text = _UNSEEN.sub("", _with_line_ends(text, context))
    text = _WIDE.sub(lambda match: re.sub(r"[^ \t]", " ", match.group()), text)
    return _STRAY_JOINER.sub("", text)


def _without_colours(text: str) -> str:
    text = _ANSI.sub("", text)
    stripped = text.strip()
    ends = list(_ANSI_LEFT.finditer(stripped))
    round_all = len(ends) > 1 and ends[0].start() == 0 and ends[-1].end() == len(stripped)
    return _ANSI_LEFT.sub("", text) if round_all else text


def _with_line_ends(text: str, context: Context) -> str:
    """A text on one line with the line ends that it spells out, where no string has them."""
    found = list(_SPELLED.finditer(text))
    if len(found) < LEAST_SPELLED or "\n" in text.strip("\n") or is_prose(context):
        return text
    meant = strings_and_comments(text, "")
    if any(start < match.start() < end for match in found for start, end in meant):
        return text
    return _SPELLED.sub("\n", text).replace("\\t", "\t")
