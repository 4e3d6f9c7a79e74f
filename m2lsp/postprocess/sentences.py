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

_ANSWER = re.compile(
    r"\s*(?:(?:Sure|Certainly|Of course|Absolutely)[!,.]|Here(?:'s|’s| is| are) (?:the |your |a |an )?"
    r"(?:code|text|line|answer|complet\w+|updated|corrected|missing|full|rest)\b).*"
)
_THOUGHT = re.compile(
    r"\s*(?:<|The user\b|Let me\b|Let's\b|I need\b|I should\b|I'll\b|We need\b|Okay\b|Hmm\b|So,|Looking at\b)"
)


def is_sentence(line: str) -> bool:
    """Whether a line starts with a capital, has three words or more and an end, and no sign of code."""
    line = re.sub(r"`[^`]*`", "x", line.strip())
    if not line.endswith(_ENDS) or _CODE.search(line):
        return False
    return bool(_SENTENCE.fullmatch(line) or _OPENING.match(line))


def may_be_sentence(line: str) -> bool:
    """Whether a line may be the start of a sentence that goes on in the next one."""
    return is_sentence(line) or bool(_START.match(line))


def is_answer(line: str) -> bool:
    """Whether a line is how a chat model begins its answer, and hardly ever how a comment begins."""
    return bool(_ANSWER.match(line)) and line.rstrip().endswith((":", "!", "."))


def may_be_thought(line: str) -> bool:
    """Whether a line begins as thinking does."""
    return bool(_THOUGHT.match(line))
