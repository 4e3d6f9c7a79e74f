"""What an edit must pass before anyone sees it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from m2lsp.core.document import Document
from m2lsp.core.edit import DocumentEdit
from m2lsp.core.errors import Drop
from m2lsp.core.text import Span, split_lines
from m2lsp.edits.apply import left_out_code
from m2lsp.edits.explain import listed
from m2lsp.edits.placeholder import placeholder
from m2lsp.edits.reasons import Reason


@dataclass(frozen=True, slots=True)
class _Case:
    """An edit with both its texts."""

    edit: DocumentEdit
    scope: Span | None
    before: str
    after: str

    @property
    def document(self) -> Document:
        return self.edit.document


def check(edit: DocumentEdit, scope: Span | None) -> tuple[str, ...] | Drop:
    """What was checked, in words for the user; or the first thing wrong, in words for the model.

    Measured against the document's very version: the edit changes something, stays inside ``scope``
    (if given), keeps line ends and the end of the last line, leaves no code out, and the file has no
    more syntax errors than before.  A language without a grammar is not parsed, and that is said.
    """
    case = _Case(edit, scope, edit.document.text, edit.after)
    passed = []
    for one in _CHECKS:
        found = one(case)
        if isinstance(found, Drop):
            return found
        passed += [found] if found else []
    return tuple(passed)


def _changes(case: _Case) -> str | Drop:
    if case.before == case.after:
        return Drop(Reason.UNCHANGED, "The text would be the same as before.")
    return ""


def _stays_inside(case: _Case) -> str | Drop:
    if case.scope is None:
        return ""
    outside = [e.span for e in case.edit.edits if not case.scope.contains(e.span)]
    if not outside:
        return "changes only what was asked for"
    where = listed([case.document.line_of(span.start) + 1 for span in outside])
    first, last = (
        case.document.line_of(at) + 1 for at in (case.scope.start, max(case.scope.start, case.scope.end - 1))
    )
    return Drop(
        Reason.OUTSIDE_SCOPE,
        f"It changes {where}, outside lines {first} to {last}. Leave all other lines as they are.",
    )


def _keeps_line_ends(case: _Case) -> str | Drop:
    if not case.before:
        return ""
    had = _line_ends(case.before) or {"\n", "\r\n", "\r"}
    if not _line_ends(case.after) <= had:
        return Drop(Reason.LINE_ENDS, "It brings line ends that the file does not have. Keep the file's own.")
    if case.after and _ended(case.before) != _ended(case.after):
        does = "has" if _ended(case.before) else "has no"
        return Drop(Reason.FINAL_NEWLINE, f"The file {does} a line end at its very end. Keep it so.")
    return "line ends kept"


def _leaves_nothing_out(case: _Case) -> str | Drop:
    had = set(split_lines(case.before))
    left_out = placeholder(line.rstrip("\r\n") for line in split_lines(case.after) if line not in had)
    return left_out_code(left_out.strip()) if left_out is not None else ""


def _parses(case: _Case) -> str | Drop:
    from m2lsp import languages  # loads grammars

    language = languages.language_of(case.document)
    if language is None:
        return f"not parsed: no grammar for {case.document.language_id or case.document.name}"
    old, syntax = languages.parse(case.before, language), languages.parse(case.after, language)
    if not (old.parsed and syntax.parsed):
        return f"not parsed: {case.document.name} is too long"
    before = old.error_count()
    after = syntax.error_count()
    if after <= before:
        return f"parses no worse than before ({language.name})"
    document = Document(case.document.uri, case.after)
    places = [span for span in _changed(case.edit) if syntax.error_count(document.whole_lines(span))]
    where = listed([document.line_of(span.start) + 1 for span in places]) if places else "the changed lines"
    return Drop(
        Reason.SYNTAX,
        f"The file would have {after} syntax errors in place of {before}, at or after {where} of the new "
        "text. Check brackets, quotes and indentation there.",
    )


def _changed(edit: DocumentEdit) -> Iterator[Span]:
    """Where the new texts stand in the text after the edit."""
    moved = 0
    for one in edit.edits:
        start = one.span.start + moved
        yield Span(start, start + len(one.new))
        moved += len(one.new) - (one.span.end - one.span.start)


def _line_ends(text: str) -> set[str]:
    crlf = text.count("\r\n")
    counts = {"\r\n": crlf, "\n": text.count("\n") - crlf, "\r": text.count("\r") - crlf}
    return {end for end, count in counts.items() if count}


def _ended(text: str) -> bool:
    return text.endswith(("\n", "\r"))


_CHECKS: tuple[Callable[[_Case], str | Drop], ...] = (
    _changes,
    _stays_inside,
    _keeps_line_ends,
    _leaves_nothing_out,
    _parses,
)
