"""What the workspace defines, as the index knows it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition in a file of the workspace.

    ``path`` is the file's own, ``shown`` that in its workspace folder, with slashes.  ``line`` counts from 0.
    ``kind``, ``signature`` (one line), ``doc`` (its first line), ``container`` and ``depth`` are as in
    ``m2lsp.languages.Tag``; ``language`` names the language's folder.
    """

    name: str
    kind: str
    path: Path
    shown: str
    language: str
    line: int
    signature: str
    doc: str = ""
    container: str = ""
    depth: int = 0


class Symbols(Protocol):
    """Looking definitions up.  Each call takes a millisecond or two, whatever the workspace's size."""

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names, those that have very many left out."""

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""
