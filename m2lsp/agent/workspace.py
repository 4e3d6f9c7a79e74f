"""The files that tools may look at: those of the workspace folders, as far as the rules of trust let them.

What is open in the editor is read from there, unsaved changes included.  Strings that look like keys are
masked before anything is cut out of a text: a part of a key would not look like one.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.feature import Request
from m2lsp.index.rules import Rules
from m2lsp.index.secrets import mask

BYTES = 1_000_000  # a file that is longer was hardly written by hand
GUESSED = 20_000  # files among which one of the same name is looked for
ALIKE = 5  # of them that are named


@dataclass(frozen=True)
class Workspace:
    """The workspace of one request.  Reads the disk: call it in a thread."""

    request: Request
    rules: Rules
    mask_secrets: bool = True

    def document(self, name: str) -> Document | Drop:
        """The file that a model names, by its path in a workspace folder or by its whole path.

        Whether a file exists is told only of those that may be read.
        """
        if not name.strip() or "\0" in name:
            return Drop("no file", "Name a file, by its path in the workspace.")
        inside = [path for path in self._candidates(name.strip()) if self.rules.confined(path)]
        if not inside:
            return Drop("outside", f"{name} is not in the workspace, so it can't be read.")
        for path in inside:
            if why := self.rules.refuses(path):
                return Drop("refused", why)
            if document := self._open(path) or self._on_disk(path):
                return self._masked(document)
        return self._missing(name, inside[0])

    def holding(self, path: Path, text: str) -> Document | None:
        """The document at a path of ``walk`` if it may be read and holds the text, masked keys apart."""
        if not self.rules.confined(path) or self.rules.refuses(path):
            return None
        document = self._open(path) or self._on_disk(path)
        if document is None or text not in document.text:
            return None
        return self._masked(document)

    def walk(self) -> Iterator[Path]:
        """All files of the folders, each once, those below the folder of the document at hand first, else in
        the order of their names.  No folder is entered that is left out.
        """
        seen: set[str] = set()
        for folder in self._starts():
            for top, below, names in os.walk(folder):
                if top in seen:
                    below.clear()
                    continue
                seen.add(top)
                below[:] = sorted(name for name in below if not self.rules.skips(Path(top, name)))
                yield from (Path(top, name) for name in sorted(names))

    def _starts(self) -> Iterator[Path]:
        here = self.request.document.path
        if here and any(here.is_relative_to(folder) for folder in self.request.folders):
            yield here.parent
        yield from self.request.folders

    def name(self, path: Path | None) -> str:
        """The path in its workspace folder, with slashes; else the file's name."""
        for folder in self.request.folders:
            if path and path.is_relative_to(folder):
                return path.relative_to(folder).as_posix()
        return path.name if path else ""

    def shown(self, document: Document) -> str:
        """What to call a document to the model."""
        return self.name(document.path) or document.name

    def _candidates(self, name: str) -> Iterator[Path]:
        """Where the named file may be; the document at hand is known by its bare name, too."""
        here = self.request.document
        for folder in self.request.folders:
            yield folder / name  # a whole path stays what it is
        if here.path and name == here.name:
            yield here.path

    @cached_property
    def _opened(self) -> Mapping[str, Document]:
        """What is open, by the real path of its file; the document at hand before the others."""
        known = (*self.request.open_documents, self.request.document)
        return {os.path.realpath(document.path): document for document in known if document.path}

    def _open(self, path: Path) -> Document | None:
        return self._opened.get(os.path.realpath(path))

    def _on_disk(self, path: Path) -> Document | None:
        """The file, if it is one of text and not too long."""
        try:
            found = path.stat()
            if not stat.S_ISREG(found.st_mode) or found.st_size > BYTES:
                return None
            text = path.read_bytes().decode("utf-8")
        except (OSError, ValueError):
            return None
        return None if "\0" in text else Document(path.absolute().as_uri(), text, path=path)

    def _missing(self, name: str, path: Path) -> Drop:
        if os.path.isdir(path):  # noqa: PTH112 (Path's raises for a name that is too long)
            return Drop("folder", f"{name} is a folder. Name a file in it, or find one with list_files.")
        if os.path.exists(path):  # noqa: PTH110 (the same)
            return Drop("not text", f"{name} is too long, or no file of UTF-8 text, so it can't be shown.")
        near = (p for p in islice(self.walk(), GUESSED) if p.name == path.name and not self.rules.refuses(p))
        same = [self.name(p) for p in islice(near, ALIKE)]
        hint = f" Did you mean {' or '.join(same)}?" if same else " Find files with list_files."
        return Drop("no file", f"There is no file {name}.{hint}")

    def _masked(self, document: Document) -> Document:
        """The document with keys masked, its lines where they were."""
        if not self.mask_secrets:
            return document
        text, masked = mask(document.text)
        if not masked:
            return document
        for placeholder in masked.placeholders:
            lines = masked.restore(placeholder).count("\n")
            text = text.replace(placeholder, placeholder + "\n" * lines)
        return replace(document, text=text)
