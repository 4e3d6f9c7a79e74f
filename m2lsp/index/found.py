"""From a file's text to what the index keeps of it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.languages import Language, Tag, language_of, parse_once

_WORD = re.compile(r"[^\W\d]\w{2,79}")
_WORDS = 3000  # names of one file that are kept
_HEAD = 4000
_LINE = 400  # on average; lines that people write are a tenth of that
_BODIES = frozenset({"function", "method", "constructor"})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file has changed: its time in ns, and its size in bytes."""

    modified: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one file defines, each tag with its line, from 0; and the names that stand in it."""

    shown: str
    stamp: Stamp
    language: str
    tags: tuple[tuple[int, Tag], ...] = ()
    words: tuple[str, ...] = ()


def found(shown: str, stamp: Stamp, language: Language, data: bytes) -> Found:
    """The definitions that other files can use, broken code included; what is no UTF-8 is passed over.

    ``language`` is by the file's name; of an extension that languages share, the text tells which it is.
    What holds NULs, or was made small for a browser, is taken to define nothing.
    """
    if b"\0" in data[:_HEAD] or _is_packed(data):
        return Found(shown, stamp, language.name)
    text = data.decode("utf-8", "replace")
    language = language_of(Document("", text, path=Path(shown))) or language
    tags = open_to_all(parse_once(text, language).outline_at_once())
    lines = tuple(zip(lines_of(text, tags), tags, strict=True))
    return Found(shown, stamp, language.name, lines, tuple(sorted(set(_WORD.findall(text))))[:_WORDS])


def _is_packed(data: bytes) -> bool:
    return len(data) > _HEAD and len(data) > _LINE * (data.count(b"\n") + data.count(b"\r") + 1)


def open_to_all(outline: Iterable[Tag]) -> tuple[Tag, ...]:
    """Without what is local to a function."""
    found: list[Tag] = []
    around: list[Tag] = []
    for tag in outline:
        around = [*around[: tag.depth], tag]
        if not any(other.kind in _BODIES for other in around[:-1]):
            found.append(tag)
    return tuple(found)


def lines_of(text: str, tags: Iterable[Tag]) -> Iterator[int]:
    """The line of each name, from 0; the tags are in the order of the text."""
    line, at = 0, 0
    for tag in tags:
        line += text.count("\n", at, tag.name_span.start)
        at = max(at, tag.name_span.start)
        yield line
