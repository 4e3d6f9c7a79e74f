"""What other language servers at the same editor know."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Relation(StrEnum):
    """What a place is to a name."""

    DEFINITION = "definition"
    TYPE = "type"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A place that has to do with ``name``, which stands near the cursor.

    ``path`` is the file's, ``None`` where ``uri`` names no file.  ``line`` counts from 0; ``text`` is a
    signature, or the line there, in a few lines at most.
    """

    name: str
    relation: Relation
    uri: str
    path: Path | None
    line: int
    text: str
