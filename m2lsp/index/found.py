"""From a file's text to what the index keeps of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from m2lsp.languages import Language, Tag, parse

BYTES = 1_000_000
"""Longer files are not indexed: they are generated, or data."""

_BODIES = frozenset({"function", "method", "constructor"})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What tells that a file has changed: its time in ns, and its size in bytes."""

    modified: int
    size: int


@dataclass(frozen=True, slots=True)
class Found:
    """What one file defines; each tag with its line, from 0."""

    shown: str
    stamp: Stamp
    language: str
    tags: tuple[tuple[int, Tag], ...] = ()


def found(shown: str, stamp: Stamp, language: Language, data: bytes) -> Found:
    """The definitions that other files can use, broken code included; what is no UTF-8 is passed over."""
    text = data.decode("utf-8", "replace")
    tags = tuple(_open_to_all(parse(text, language).outline()))
    return Found(shown, stamp, language.name, tuple(zip(_lines(text, tags), tags, strict=True)))


def _open_to_all(outline: tuple[Tag, ...]) -> Iterator[Tag]:
    """Without what is local to a function."""
    around: list[Tag] = []
    for tag in outline:
        around = [*around[: tag.depth], tag]
        if not any(other.kind in _BODIES for other in around[:-1]):
            yield tag


def _lines(text: str, tags: tuple[Tag, ...]) -> Iterator[int]:
    line, at = 0, 0
    for tag in tags:
        line += text.count("\n", at, tag.name_span.start)
        at = max(at, tag.name_span.start)
        yield line
