"""What is new in a text that a stream sends piece by piece.

MiniMax's documentation reads the texts of ``reasoning_details`` as all of the thinking so far, its platform
was seen to send what is new (MiniMax-M2 issue 95), and proxies in between do either.  So the pieces tell.
"""

from dataclasses import dataclass

_SURE = 8
"""Characters: a piece that begins with so long a first one is all so far, and no chance."""


@dataclass(slots=True)
class Increments:
    """One text's way through; nothing is lost whichever it is."""

    _so_far: str = ""
    _held: str = ""  # begins with a first piece that is too short to be sure
    _cumulative: bool | None = None  # None while it is not known

    def feed(self, piece: str) -> str:
        """What the piece adds, as far as that is known."""
        if not piece:
            return ""
        if self._cumulative is None:
            return self._decide(piece) if self._so_far else self._first(piece)
        return self._beyond(piece) if self._cumulative else piece

    def end(self) -> str:
        """What was held back: a piece that no other one came to explain adds to the text."""
        held, self._held = self._held, ""
        return held

    def _first(self, piece: str) -> str:
        self._so_far = piece
        return piece

    def _decide(self, piece: str) -> str:
        before = self._held or self._so_far
        grows = len(piece) > len(before) and piece.startswith(before)
        if grows and not self._held and len(before) < _SURE:
            self._held = piece
            return ""
        self._cumulative = grows
        held = self.end()
        return self._beyond(piece) if grows else held + piece

    def _beyond(self, piece: str) -> str:
        """What is behind the text so far; all of it where another text begins."""
        known, self._so_far = self._so_far, piece
        return piece.removeprefix(known)
