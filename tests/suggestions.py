"""Golden cases for text at the cursor: where it goes, what the model said, what is shown.

A case is a table of a TOML file:

    [[case]]
    name = "a blank reply offers nothing"     # a sentence that states the rule
    language = "python"                       # LSP's language id
    before = "x = ˇ"                          # the document; ˇ the cursor, or «» the selection
    reply = "  "
    drop = "blank"                            # why nothing is shown, or
    after = "x = «y»"                         # the document with what was inserted between «»

``eol`` ("\\r\\n") turns the line ends of ``before`` and ``after``, not those of ``reply``.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from marks import mark, parse

from m2lsp.core.context import Context
from m2lsp.core.document import Document
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span
from m2lsp.postprocess import Filter, apply, complete


@dataclass(frozen=True, slots=True)
class Case:
    """One case; exactly one of ``after`` and ``drop`` is given."""

    name: str
    language: str
    before: str
    reply: str
    after: str = ""
    drop: str = ""
    eol: str = "\n"

    def __post_init__(self) -> None:
        if bool(self.after) == bool(self.drop):
            raise ValueError(f"{self.name}: give one of after and drop")


def read_cases(path: Path) -> list[Case]:
    """The cases of one file."""
    return [Case(**table) for table in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def context_at(before: str, language: str = "python") -> Context:
    """What a filter is handed for a document with its cursor or selection marked."""
    marked = parse(before)
    document = Document("file:///case", marked.text, language)
    return Context(document, marked.span, Span(0, len(marked.text)))


def check(filters: Sequence[Filter], case: Case, received: str | None = None) -> None:
    """Apply the filters to the reply and compare what the document then is, marks included.

    ``received`` is what came of the reply, where the stream was closed early.
    """
    context = context_at(case.before.replace("\n", case.eol), case.language)
    shown = apply(filters, case.reply if received is None else received, context)
    if case.drop:
        assert isinstance(shown, Drop), f"shown: {shown!r}"
        assert shown.reason == case.drop
    else:
        assert isinstance(shown, str), shown
        got, wanted = inserted(context, shown), case.after.replace("\n", case.eol)
        assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def received(case: Case, size: int) -> str:
    """What has come of the reply, in pieces of ``size`` characters, when the stream is closed.

    Nobody asks after a piece without a line end, because ``complete`` looks at whole lines only.
    """
    context = context_at(case.before.replace("\n", case.eol), case.language)
    for start in range(0, len(case.reply), size):
        end = start + size
        if "\n" in case.reply[start:end] and complete(case.reply[:end], context):
            return case.reply[:end]
    return case.reply


def inserted(context: Context, shown: str) -> str:
    """The document with ``shown`` in place of the focus, marked; nothing shown leaves no mark."""
    text, focus = context.document.text, context.focus
    result = text[: focus.start] + shown + text[focus.end :]
    return mark(result, [Span(focus.start, focus.start + len(shown))] if shown else [])
