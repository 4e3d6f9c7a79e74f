"""Which provider sends thinking in which shapes, read off its row: a new row is in the table by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from scripted import Script, in_bytes

from leaks.shapes import CLOSE_ONLY, NONE, STOPPED, Shape, in_a_field, inline
from m2lsp.backends.providers import PROVIDERS, Provider
from m2lsp.backends.reasoning import Kind

SIZES = (1, 2, 3, 7, 0)

# Fields that are one and the same thinking where an endpoint sends both.
_PAIRS = {
    frozenset({"reasoning", "reasoning_content"}): "both names",
    frozenset({"reasoning_details", "reasoning_content"}): "details and reasoning_content",
    frozenset({"reasoning_details", "reasoning"}): "details and reasoning",
}


@dataclass(frozen=True, slots=True)
class Chunking:
    """Pieces of so many characters in the model's text, or chunks of so many bytes on the wire; 0: whole."""

    characters: int = 0
    wire: int = 0

    @property
    def name(self) -> str:
        """As a heading."""
        if self.wire:
            return f"{self.wire} B"
        return f"{self.characters} ch" if self.characters else "whole"

    def cut(self, script: Script) -> Script:
        """The script, its bytes cut so."""
        return in_bytes(self.wire, script) if self.wire else script


_FINEST = (Chunking(characters=1),)


@dataclass(frozen=True, slots=True)
class Row:
    """A provider and the shapes that it may send, each with how it is cut.

    To keep the table quick, a shape is cut in every way with the first provider that has it, and in the
    finest with the others.
    """

    provider: str
    shapes: tuple[tuple[Shape, tuple[Chunking, ...]], ...]
    model: str = "MiniMax-M2.1"

    @property
    def name(self) -> str:
        """Provider and model."""
        return f"{self.provider}, {self.model}"


def _shapes(provider: Provider) -> Iterator[Shape]:
    fields = provider.shape.fields
    for place, name in enumerate(fields):
        yield from in_a_field(name) if place == 0 else in_a_field(name)[:2]
    for pair, name in _PAIRS.items():
        if pair <= set(fields):
            yield in_a_field(name)[0]
    if provider.shape.kind in (Kind.INLINE, Kind.UNKNOWN):
        yield from inline("<think>", "</think>")
    if provider.shape.kind in (Kind.CLOSE_ONLY, Kind.UNKNOWN):
        yield from CLOSE_ONLY
    if provider.shape.kind is Kind.CLOSE_ONLY:
        yield from STOPPED
    if provider.shape.kind is not Kind.CLOSE_ONLY:
        yield from NONE


def _all(shape: Shape) -> tuple[Chunking, ...]:
    """All chunkings that make sense for the shape."""
    texts = [Chunking(characters=n) for n in SIZES] if shape.streams else [Chunking()]
    cuts_bytes = shape.plain or not shape.streams
    return (*texts, *(Chunking(wire=n) for n in SIZES if n and cuts_bytes))


def _rows() -> Iterator[Row]:
    """The embedded model has no endpoint that a test could play: it is llama.cpp's row all the same."""
    seen: set[str] = set()
    for provider in PROVIDERS.values():
        if provider.name != "embedded":
            # A model calls only what was declared to it.
            shapes = tuple(s for s in _shapes(provider) if provider.tools or not s.call)
            yield Row(provider.name, tuple((s, _all(s) if s.name not in seen else _FINEST) for s in shapes))
            seen |= {shape.name for shape in shapes}
    *of_m3, _ = inline("<mm:think>", "</mm:think>")
    yield Row("generic", tuple((shape, _FINEST) for shape in of_m3), "MiniMax-M3")


ROWS = tuple(_rows())
