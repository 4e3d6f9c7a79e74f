"""What the workspace defines, as the index knows it."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Symbol:
    """A definition in a file of the workspace.

    ``folder`` is the workspace folder, ``shown`` the file's path in it, with slashes.  ``line``
    counts from 0.  ``kind``, ``signature`` (one line), ``doc`` (its first line), ``container`` and ``depth``
    are as in ``m2lsp.languages.Tag``; ``language`` names the language's folder.
    """

    name: str
    kind: str
    folder: Path
    shown: str
    language: str
    line: int
    signature: str
    doc: str = ""
    container: str = ""
    depth: int = 0

    @property
    def path(self) -> Path:
        """The file's own path."""
        return self.folder / self.shown


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of the workspace; ``words`` are the names in it, its own and those that it uses."""

    shown: str
    words: frozenset[str]


class Symbols(Protocol):
    """Looking definitions up.  Each call takes a millisecond or two, whatever the workspace's size."""

    def version(self) -> Hashable:
        """Another number whenever something may have changed."""

    def named(self, names: Collection[str]) -> Sequence[Symbol]:
        """The definitions of these names, those that have very many left out."""

    def members(self, containers: Collection[str]) -> Sequence[Symbol]:
        """What is defined in the types of these names."""

    def defined_in(self, files: Collection[str]) -> Sequence[Symbol]:
        """What these files define for others; they are named as ``Symbol.shown`` has it."""

    def in_folder(self, folder: str) -> Sequence[SourceFile]:
        """The files in a folder, not those in its folders; ``.`` is the workspace folder itself."""

    def called(self, stems: Collection[str]) -> Sequence[str]:
        """The files with these names, their last extension left out."""
