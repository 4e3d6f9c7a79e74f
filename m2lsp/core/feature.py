"""What is asked of a feature, and what it answers."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit, RecentEdit
from m2lsp.core.neighbour import Neighbour
from m2lsp.core.symbol import Symbols
from m2lsp.core.text import Span


class Severity(StrEnum):
    """How bad a diagnostic is."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What another server (or a compiler) says about a span."""

    span: Span
    message: str
    severity: Severity = Severity.ERROR
    source: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Indent:
    """How a text is indented: ``width`` in columns."""

    width: int = 4
    tabs: bool = False

    @property
    def unit(self) -> str:
        """One level of indentation."""
        return "\t" if self.tabs else " " * self.width


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one request, as plain values from the settings; all counts in tokens."""

    context_tokens: int
    answer_tokens: int
    history_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """One thing asked about one place in one document, with all that is needed to answer it.

    ``span`` is the selection, empty for a cursor.  ``folders`` are the workspace's.
    ``recent_edits`` are those that the user is done with, the newest first.
    ``invoked`` is false for what the editor asks by itself while the user types.  ``hurried`` leaves out what
    takes long to find out about a long text and is not known yet: a server must not stop for it.
    """

    document: Document
    span: Span
    budget: Budget
    diagnostics: tuple[Diagnostic, ...] = ()
    instruction: str = ""
    open_documents: tuple[Document, ...] = ()
    recent_edits: tuple[RecentEdit, ...] = ()
    folders: tuple[Path, ...] = ()
    invoked: bool = True
    hurried: bool = False
    symbols: Symbols | None = None  # what the workspace defines, where that is known
    neighbours: tuple[Neighbour, ...] = ()  # what other language servers said of names near the span
    can_ask: bool = False  # whether the client can ask its user for a line of text


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Ghost text: ``text`` in place of ``span`` (empty, or the rest of the line that it repeats)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that there is not yet, by its absolute path, and its whole text."""

    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit that passed its checks; ``checks`` says in words which.

    ``others`` are the edits of other documents, and ``created`` new files, to be made with it or not at all;
    where only those are, ``edit`` changes nothing.  ``failed`` is what the
    project's own check still says against it, which is then to be told to the user.
    """

    edit: DocumentEdit
    checks: tuple[str, ...] = ()
    others: tuple[DocumentEdit, ...] = ()
    failed: tuple[str, ...] = ()
    created: tuple[NewFile, ...] = ()

    @property
    def edits(self) -> tuple[DocumentEdit, ...]:
        """The edits of all documents that change."""
        return tuple(edit for edit in (self.edit, *self.others) if edit.edits)

    @property
    def warning(self) -> str:
        """What to tell the user of what failed, in a sentence or two; empty if nothing did."""
        if not self.failed:
            return ""
        more = f" And {len(self.failed) - 1} more." if self.failed[1:] else ""
        first = self.failed[0].split("\n", 1)[0]
        return f"The edit does not pass the project's own check: {first}{more}"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in words (Markdown); the thread's transcript shows it."""

    text: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Nothing to offer: ``reason`` is a short stable name, ``sentence`` is for the user."""

    reason: str
    sentence: str


Outcome = Proposal | Answer | Refusal
