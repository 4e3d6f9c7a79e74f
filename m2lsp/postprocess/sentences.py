"""Whether a line is English or code, as far as a line alone can tell."""

import re

_WORD = r"""['"`’(]*[\w][\w'’"`.\-/]*[)'"`,;]*"""
_SENTENCE = re.compile(rf"(?:\*\*)?(?:[A-Z]['’\w]*|I),?(?:\s+(?:{_WORD}|[-–—])){{2,}}[.:!?…]?(?:\*\*)?")
_OPENING = re.compile(
    r"(?:Sure|Certainly|Of course|Okay|Absolutely|Great)(?:[,.!:]|$)|Here(?:'s|’s| is| are)\s"
)
# Chinese, Japanese and Korean sentences have no blanks and signs of their own at their end.
_IDEOGRAPH = r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]"
_IDEOGRAPHS = re.compile(rf"{_IDEOGRAPH}.*[。：！？]")
_MAY_BE_IDEOGRAPHS = re.compile(rf"\s*{_IDEOGRAPH}")
_HEADING = re.compile(r"#{2,6} [A-Z].*|\*\*[^*]+\*\*:?")
_PLACEHOLDER = re.compile(
    r"\s*(?:#|//|--|/\*|\{/\*)\s*(?:\.\.\.|…)\s*"
    r"(?:\(?(?:the )?(?:rest|remaining|existing|other|previous|same|your)\b|\s*(?:\*/\}?)?\s*\Z)"
    r"|\s*(?:#|//|--|/\*)\s*\((?:the )?(?:rest|remaining|existing)\b.*\)"
    r"|\s*(?:…|\[\.\.\.\]|\[…\]|\(\.\.\.\))\s*\Z"
)
CODE = re.compile(r"[=<>{}\[\]]|;\s*$|\w\(")
_ENDS = (".", ":", "!", "?", "…", ":**", ".**", "。", "：", "！", "？")
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
    if not line.endswith(_ENDS) or CODE.search(line):
        return False
    return any(each.fullmatch(line) for each in (_SENTENCE, _IDEOGRAPHS)) or bool(_OPENING.match(line))


def may_be_sentence(line: str) -> bool:
    """Whether a line may be the start of a sentence that goes on in the next one."""
    return is_sentence(line) or bool(_START.match(line) or _MAY_BE_IDEOGRAPHS.match(line))


def is_heading(line: str) -> bool:
    """Whether a line is a heading of Markdown; one with a single ``#`` may be a comment and is none."""
    return bool(_HEADING.fullmatch(line.strip()))


def is_placeholder(line: str) -> bool:
    """Whether a line stands for code that the model did not write: ``# ... rest of the code``."""
    return bool(_PLACEHOLDER.match(line))


def is_answer(line: str) -> bool:
    """Whether a line is how a chat model begins its answer, and hardly ever how a comment begins."""
    return bool(_ANSWER.match(line)) and line.rstrip().endswith((":", "!", "."))


def may_be_thought(line: str) -> bool:
    """Whether a line begins as thinking does."""
    return bool(_THOUGHT.match(line))
