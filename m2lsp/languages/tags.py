"""Names and what they stand for: definitions and references."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from m2lsp.core.text import Span
from m2lsp.languages.comments import Comments, before_blanks, line_end, line_start

# What a definition may be, in LSP's words for symbols.  Every folder's queries keep to these.
KINDS = frozenset(
    {
        *("class", "struct", "enum", "interface", "implementation", "object", "module"),
        *("function", "method", "constructor", "macro", "type"),
        *("constant", "variable", "property", "field", "enum_member"),
    }
)
_HOLDERS = frozenset({"class", "struct", "enum", "interface", "implementation", "object"})
_SIGNATURE_LENGTH = 200
_ONE_LINER = 100
_BREAK = re.compile(r"[\r\n]")
_LOOKED_AT = 4000  # characters of a head, to make that from: macros are as long as they like

Match = tuple[int, Mapping[str, Span]]
"""One match of a query: the number of its pattern, and the span of each capture."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A definition.

    ``kind`` is one of ``KINDS``; a function in a class or its like is a method.  ``span`` is the whole
    declaration, its decorators included; ``signature`` is its text up to the body, on one line of at most
    200 characters; what is no longer than 100 and stands on one line is whole, since its body says the most.
    ``doc`` is the first line of its documentation.  ``depth`` counts the definitions round it and
    ``container`` names the innermost one, or the type that a method is declared for.
    """

    name: str
    kind: str
    span: Span
    name_span: Span
    signature: str
    doc: str = ""
    depth: int = 0
    container: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """A use of a name; ``kind`` is ``call``, ``class`` (made or derived from) or ``type``."""

    name: str
    kind: str
    span: Span


def tags(
    matches: Iterable[Match], wrappers: Mapping[Span, Span], comments: Comments, *, docs_before: bool
) -> tuple[Tag, ...]:
    """The definitions among the matches of ``definitions.scm``, in the order of the text.

    ``wrappers`` is from the span of a wrapped node to that of the node round it; ``docs_before`` says
    that documentation stands in comments before a declaration.
    """
    found: list[Tag] = []
    around: list[Tag] = []
    for kind, whole, captures in _definitions(matches, wrappers):
        span = Span(whole.start, before_blanks(comments.text, whole.end))  # a directive holds its line's end
        while around and (around[-1].span == span or not around[-1].span.contains(span)):
            around.pop()
        doc = captures["doc"].of(comments.text) if "doc" in captures else ""
        owner = captures["container"].of(comments.text) if "container" in captures else ""
        tag = Tag(
            name=captures["name"].of(comments.text),
            kind="method" if kind == "function" and around and around[-1].kind in _HOLDERS else kind,
            span=span,
            name_span=captures["name"],
            signature=_signature(span, captures, comments),
            doc=_first_line(doc) or (comments.doc_before(span.start) if docs_before else ""),
            depth=len(around),
            container=owner or (around[-1].name if around else ""),
        )
        found.append(tag)
        around.append(tag)
    return tuple(found)


def references(matches: Iterable[Match], text: str) -> tuple[Reference, ...]:
    """The uses among the matches of ``references.scm``, in the order of the text."""
    found = [
        Reference(captures["name"].of(text), kind, captures["name"])
        for kind, _, captures in _first_of_each_name("reference.", matches)
    ]
    return tuple(sorted(found, key=lambda reference: reference.span))


def grown(span: Span, wrappers: Mapping[Span, Span]) -> Span:
    """``span`` grown to the outermost node that wraps it."""
    while span in wrappers:
        span = wrappers[span]
    return span


def _definitions(
    matches: Iterable[Match], wrappers: Mapping[Span, Span]
) -> list[tuple[str, Span, Mapping[str, Span]]]:
    """Kind, whole span and captures of each definition, outer ones before those inside them."""
    found = [
        (kind, grown(span, wrappers), captures)
        for kind, span, captures in _first_of_each_name("definition.", matches)
    ]
    return sorted(found, key=lambda item: (item[1].start, -item[1].end, item[2]["name"].start))


def _first_of_each_name(
    prefix: str, matches: Iterable[Match]
) -> Iterator[tuple[str, Span, Mapping[str, Span]]]:
    """Kind, span and captures of the matches; of several for one name, that of the earliest pattern."""
    best: dict[Span, Match] = {}
    for match in matches:
        if "name" in match[1]:
            name = match[1]["name"]
            best[name] = min(match, best.get(name, match), key=lambda m: m[0])
    for _, captures in best.values():
        for capture, span in captures.items():
            if capture.startswith(prefix):
                yield capture.removeprefix(prefix), span, captures


def _signature(span: Span, captures: Mapping[str, Span], comments: Comments) -> str:
    """The declaration from the line of its name (or ``@start``) up to its body, on one line, uncommented.

    With its body if all of it is short and on one line.
    Where the name comes after the body, ``…`` stands for that: ``typedef struct … Loaf;``.
    """
    text, name, body = comments.text, captures["name"], captures.get("body", Span(span.end, span.end))
    if body.end <= name.start:
        before, after = Span(span.start, body.start), Span(body.end, span.end)
        return _on_one_line(f"{comments.cut_from(before)}… {comments.cut_from(after).lstrip()}")
    if "line" in captures:
        whole = Span(line_start(text, name.start), line_end(text, name.end))
        return _shortened(_on_one_line(comments.cut_from(whole)).rstrip(" {"))
    start = max(span.start, line_start(text, captures.get("start", name).start))
    if span.end - start <= _ONE_LINER and not _BREAK.search(text, start, span.end):
        return comments.cut_from(Span(start, span.end)).strip()
    visible = comments.cut_from(Span(start, max(start, body.start)))[:_LOOKED_AT]
    return _shortened(_on_one_line(visible).rstrip(","))


def _shortened(line: str) -> str:
    return line if len(line) <= _SIGNATURE_LENGTH else line[: _SIGNATURE_LENGTH - 2] + " …"


def _on_one_line(text: str) -> str:
    text = text.strip()
    if "\n" not in text and "\r" not in text:  # as nearly always
        return text.removesuffix("\\").strip()
    text = re.sub(r"\\(?=[\r\n]|$)", "", text)  # a line that goes on, as in a macro
    joined = ""
    for line in filter(None, map(str.strip, re.split(r"[\r\n]", text))):
        if line[0] in ")]}>" and joined[-1:] not in tuple("([{<"):
            joined = joined.removesuffix(",") + line
        else:
            joined += line if joined[-1:] in tuple("([{<") or not joined else f" {line}"
    return joined


def _first_line(doc: str) -> str:
    """The first line of ``doc`` that says something."""
    return next((line.strip() for line in doc.split("\n") if line.strip()), "")
