"""What a pull tells whoever watches it."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one stage is, in bytes; ``total`` is the whole model file's size.

    ``stage`` is a word or two ("Downloading", "Checking"), ``detail`` what just now ("part 2 of 6").
    """

    stage: str
    done: int
    total: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """One sentence worth keeping on the screen."""

    text: str


Report = Callable[[Progress | Note], None]
"""Called often, from the thread that pulls; what it raises ends the pull, which can be resumed."""


class SourceFailed(Exception):
    """One source could not give the file; the text is half a sentence for the user, saying why."""


class SourceLied(SourceFailed):
    """What the source gave is not what was pinned, so what was fetched from it is thrown away."""
