"""A stand-in for M2's tokenizer: an id for each UTF-8 byte, and one for each control token.

As on the real server, text that spells a control token becomes one; ids from m2-wire, section 1.
"""

import re

M2_IDS = {
    "]!p~[": 200000,
    "<fim_prefix>": 200001,
    "<fim_middle>": 200002,
    "<fim_suffix>": 200003,
    "<fim_pad>": 200004,
    "<reponame>": 200005,
    "<filename>": 200006,
    "]~b]": 200019,
    "[e~[": 200020,
    "]~!b[": 200034,
    "<file_sep>": 200049,
    "<think>": 200050,
    "</think>": 200051,
    "<minimax:tool_call>": 200052,
    "</minimax:tool_call>": 200053,
}

_SPLIT = re.compile("(" + "|".join(re.escape(m) for m in sorted(M2_IDS, key=len, reverse=True)) + ")")
_MARKERS = {token: text for text, token in M2_IDS.items()}


def tokenize(text: str) -> list[int]:
    """The ids of a text, leftmost marker first, as the server's tokenizer does it."""
    ids: list[int] = []
    for part in _SPLIT.split(text):
        ids += [M2_IDS[part]] if part in M2_IDS else part.encode()
    return ids


def detokenize(ids: list[int]) -> str:
    """The text of ids."""
    return b"".join(_MARKERS[i].encode() if i in _MARKERS else bytes([i]) for i in ids).decode()
