"""Whether a line is English or code, as far as a line alone can tell."""

import re

_WORD = r"""['"`’(]*[\w][\w'’"`.\-/]*[)'"`,;]*"""
_SENTENCE = re.compile(rf"(?:\*\*)?(?:[A-Z]['’\w]*|I),?(?:\s+(?:{_WORD}|[-–—])){{2,}}[.:!?…]?(?:\*\*)?")
_OPENING = re.compile(
    r"(?:Sure|Certainly|Of course|Okay|Absolutely|Great)(?:[,.!:]|$)|Here(?:'s|’s| is| are)\s"
)
_CODE = re.compile(r"[=<>{}\[\]]|;\s*$|\w\(")
_ENDS = (".", ":", "!", "?", "…", ":**", ".**")
_START = re.compile(r"\s*[A-Z][a-z'’]+(?:\s+[a-z'’]+){2}")


def is_sentence(line: str) -> bool:
    """Whether a line starts with a capital, has three words or more and an end, and no sign of code."""
    line = re.sub(r"`[^`]*`", "x", line.strip())
    if not line.endswith(_ENDS) or _CODE.search(line):
        return False
    return bool(_SENTENCE.fullmatch(line) or _OPENING.match(line))


def may_be_sentence(line: str) -> bool:
    """Whether a line may be the start of a sentence that goes on in the next one."""
    return is_sentence(line) or bool(_START.match(line))
