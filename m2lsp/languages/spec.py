"""What a language's row says, and how the row for a document is found."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from m2lsp.core.document import Document
from m2lsp.core.feature import Indent

FOLDER = Path(__file__).parent

_HEAD = 20_000  # characters that are searched for what tells of a language


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """One language, as its ``language.toml`` has it.  There is one object for each, compared as such.

    ``language_ids`` are LSP's, ``extensions`` come with their dot, ``fence`` is the tag of a Markdown
    code block.  ``doc_style`` says where documentation stands: in a string at the top of the body, or in
    comments before the declaration; ``doc_noise`` is a regular expression for the mark-up in it that says
    nothing.  ``layout`` says what makes a block: braces, or indentation.
    ``grammar`` is a module and the function in it that gives the grammar.  ``inherits`` names the
    language whose queries come after its own.  ``unread`` is a regular expression for macros that the grammar
    is not shown (see ``unread.py``).

    ``shared_extensions`` are another language's, too; ``telling`` is a regular expression for what shows that
    a text with one is of this language, with ``over_id`` even where an editor says otherwise.

    ``check`` is the command with which its projects are checked, where there is one that all of them share,
    and ``check_beside`` the file beside which it is run.
    """

    name: str
    language_ids: tuple[str, ...]
    extensions: tuple[str, ...]
    filenames: tuple[str, ...]
    fence: str
    line_comment: str
    block_comment: tuple[str, str] | None
    doc_style: Literal["docstring", "before"]
    layout: Literal["braces", "indent"]
    indent_unit: str
    grammar: tuple[str, str]
    inherits: str = ""
    doc_noise: str = ""
    unread: str = ""
    shared_extensions: tuple[str, ...] = ()
    telling: str = ""
    over_id: bool = False
    check: tuple[str, ...] = ()
    check_beside: str = ""

    @property
    def indent(self) -> Indent:
        """How its programmers indent, for a text that does not show it."""
        return Indent(tabs=True) if self.indent_unit == "\t" else Indent(len(self.indent_unit))


@cache
def all_languages() -> tuple[Language, ...]:
    """Every language there is a folder for, by name."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*/language.toml")))


def find(language_id: str, path: Path | None) -> Language | None:
    """The row for a document: by its LSP language id, else by its file's name or extension.

    Loads no grammar; after the first call it takes microseconds.
    """
    rows = _rows()
    row = rows.get(("id", language_id))
    if row is None and path is not None:
        row = rows.get(("name", path.name)) or rows.get(("extension", path.suffix.lower()))
    return row


def language_of(document: Document) -> Language | None:
    """The row for a document: as ``find`` has it, but for an extension that languages share, as ``.h``.

    Such a text is of the language that it tells of, if an editor gave no id, or the row is ``over_id``: an
    editor that calls a header of Objective-C one of C went by the extension, too.
    """
    row = find(document.language_id, document.path)
    extension = document.path.suffix.lower() if document.path else ""
    sharing = _sharing().get(extension, ())
    if not sharing or (row not in sharing and row is not _rows().get(("extension", extension))):
        return row
    named = ("id", document.language_id) in _rows()
    head = document.text[:_HEAD]
    told = (other for other in sharing if (other.over_id or not named) and _tells(other.telling, head))
    return next(told, row)


@lru_cache(maxsize=64)
def _tells(telling: str, head: str) -> bool:
    return re.search(telling, head, re.MULTILINE) is not None


@cache
def _sharing() -> dict[str, tuple[Language, ...]]:
    """For each extension that is shared the languages that share it, first those that are ``over_id``."""
    ranked = sorted(all_languages(), key=lambda language: not language.over_id)
    extensions = {extension for language in ranked for extension in language.shared_extensions}
    return {
        extension: tuple(language for language in ranked if extension in language.shared_extensions)
        for extension in extensions
    }


@cache
def _rows() -> dict[tuple[str, str], Language]:
    """Every row by each of the names that it is found under."""
    rows: dict[tuple[str, str], Language] = {}
    for language in all_languages():
        rows |= {("id", name): language for name in language.language_ids}
        rows |= {("name", name): language for name in language.filenames}
        rows |= {("extension", name): language for name in language.extensions}
    return rows


def _read(path: Path) -> Language:
    """The row in a ``language.toml``; its arrays become tuples."""
    table: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
    table = {key: tuple(value) if isinstance(value, list) else value for key, value in table.items()}
    return Language(name=path.parent.name, **{"block_comment": None, **table})
