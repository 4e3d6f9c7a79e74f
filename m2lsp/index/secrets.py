"""Strings that look like keys, masked in what is sent and put back in what comes back.

A placeholder is worked out from its value alone, so the same key has the same placeholder in every
text of a session.  It is keyed with random bytes of this process: whoever reads it learns nothing of
the value, not even whether a guess is right.
"""

import math
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise

from m2lsp.index.key_patterns import (
    ASSIGNED,
    BEARER,
    KEY_OWNERS,
    KEY_PATTERNS,
    KEY_WORDS,
    PASSWORD_IN_URL,
    SHORTEST_KEY,
)

_PREFIX = "M2LSP_SECRET_"
_PLACEHOLDER = re.compile(_PREFIX + "[0-9a-f]{12}")
_STUB = re.compile(_PREFIX + "[0-9a-f]*")
_KEY = os.urandom(16)

# Fewer changes of kind than this, for each character, and it reads like words (see `random_looking`).
_CHANGES = 0.3
_BITS = 2.8
_LEAST_CHARACTERS = 10
_WORD = re.compile("[A-Z][a-z]{2,}")


@dataclass(frozen=True, slots=True)
class Masked:
    """What was masked.  Shows the kinds, never the values.

    ``kinds`` are the names of what was found, sorted, each once.
    """

    kinds: tuple[str, ...] = ()
    _values: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __bool__(self) -> bool:
        return bool(self._values)

    @property
    def placeholders(self) -> tuple[str, ...]:
        """What stands in the text in place of the values, each once."""
        return tuple(self._values)

    def restore(self, text: str) -> str:
        """The text with every placeholder of ours replaced by its value; unknown ones stay.

        A placeholder must be whole in ``text``: a stream is to be joined first.
        """
        if not self._values or _PREFIX not in text:
            return text
        return _PLACEHOLDER.sub(lambda m: self._values.get(m[0], m[0]), text)


NOTHING = Masked()


def leftover(text: str, source: str) -> str | None:
    """A placeholder that stands in ``text`` though not in ``source``: one of an earlier session, perhaps,
    whose value nobody knows any more, or one that was cut off.
    """
    return next((m[0] for m in _STUB.finditer(text) if m[0] not in source), None)


def mask(text: str) -> tuple[str, Masked]:
    """The text with what looks like a key replaced by placeholders, and the way back.

    ``masked.restore(masked_text)`` is the text again.  A text without keys is returned as it is.
    """
    found = list(_found(text))
    if not found:
        return text, NOTHING
    kinds = tuple(sorted({kind for kind, _, _ in found}))
    spans = [(start, end) for _, start, end in found]
    spans += _elsewhere(text, {text[start:end] for start, end in spans})
    out, values, at = [], {}, 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start < at:
            continue  # inside the one before
        value = text[start:end]
        values[placeholder(value)] = value
        out += [text[at:start], placeholder(value)]
        at = end
    return "".join([*out, text[at:]]), Masked(kinds, values)


def placeholder(value: str) -> str:
    """The placeholder of a value: a name that can stand in a string, in code and in a file of settings."""
    return _PREFIX + blake2b(value.encode("utf-8", "surrogatepass"), key=_KEY, digest_size=6).hexdigest()


def random_looking(value: str) -> bool:
    """Whether a string looks drawn at random, not written: the kind of character changes often.

    Small letters, capitals and digits change kind about every other character in base64 and hexadecimal,
    and at most every fourth in names, words and versions.  NamesLikeThis2 change as often, but are made
    of capitalised words.
    """
    if len(value) < _LEAST_CHARACTERS or sum(map(len, _WORD.findall(value))) > len(value) / 2:
        return False
    kinds = [_kind(character) for character in value]
    if "0" not in kinds or not ("a" in kinds or "A" in kinds):
        return False
    changes = sum(a != b for a, b in pairwise(kinds) if "-" not in (a, b))
    counts = Counter(value)
    bits = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return changes / len(value) >= _CHANGES and bits >= _BITS


def _kind(character: str) -> str:
    if character.isdigit():
        return "0"
    if not character.isalpha():
        return "-"
    return "A" if character.isupper() else "a"


def _found(text: str) -> Iterator[tuple[str, int, int]]:
    """Kind and place of everything that looks like a key."""
    words = " ".join(word for word in text.split() if len(word) >= SHORTEST_KEY)
    for row in KEY_PATTERNS:
        if any(hint in (text if " " in hint else words) for hint in row.hints):
            group = "secret" if "secret" in row.pattern.groupindex else 0
            for match in row.pattern.finditer(text):
                yield row.name, *match.span(group)
    yield from _in_addresses(text)
    yield from _assigned(text)


def _in_addresses(text: str) -> Iterator[tuple[str, int, int]]:
    """Passwords in addresses, tokens in headers."""
    if "@" in text and "://" in text:
        for match in PASSWORD_IN_URL.finditer(text):
            yield "password in an address", *match.span("secret")
    if "earer " in text:
        for match in BEARER.finditer(text):
            if random_looking(match["secret"]):
                yield "bearer token", *match.span("secret")


def _assigned(text: str) -> Iterator[tuple[str, int, int]]:
    """Random-looking strings given to a name that speaks of keys."""
    # One character becomes two in lower case, which would move all that follows.
    lower = text.replace("\u0130", "I").lower()
    for word in KEY_WORDS:
        at = lower.find(word)
        while at >= 0:
            end = at + len(word)
            if word != "key" or lower[max(0, at - 12) : at].rstrip("_-").endswith(KEY_OWNERS):
                match = ASSIGNED.match(text, end)
                if match and (group := _secret_group(match)):
                    yield "key by its name", *match.span(group)
            at = lower.find(word, end)


def _secret_group(match: re.Match[str]) -> str | None:
    """The group that holds a random-looking value."""
    group = "quoted" if match["quoted"] else "bare"
    value = match[group]
    if _PREFIX in value or "://" in value or "${" in value or "{{" in value:
        return None
    return group if random_looking(value) else None


def _elsewhere(text: str, values: set[str]) -> Iterator[tuple[int, int]]:
    """Where else the values stand, without the name that gave them away."""
    for value in values:
        at = text.find(value) if random_looking(value) else -1
        while at >= 0:
            yield at, at + len(value)
            at = text.find(value, at + len(value))
