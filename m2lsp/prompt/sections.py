"""The building blocks of a prompt's text."""

import re
from collections.abc import Iterable
from itertools import groupby

from m2lsp.core.snippet import Snippet, SnippetKind

_HEADINGS = {
    SnippetKind.OUTLINE: "Outline of {path}",
    SnippetKind.IMPORTS: "Imports of {path}",
    SnippetKind.DIAGNOSTICS: "Diagnostics in {path}",
    SnippetKind.OPEN_DOCUMENT: "Outline of {path}, open in the editor",
    SnippetKind.RECENT_EDIT: "Changed in {path} a moment ago",
}

# Of these, many files share one heading.
_SHARED = {
    SnippetKind.DEFINITION: "Definitions in other files",
    SnippetKind.NEIGHBOUR: "What other language servers know of names in it",
}

_TAGS = {SnippetKind.RECENT_EDIT: "diff"}  # of those that are not in the document's language


def fence_for(*texts: str) -> str:
    """A fence longer than any run of backticks in the texts; three at least."""
    longest = max((len(run) for text in texts for run in re.findall("`+", text)), default=0)
    return "`" * max(3, longest + 1)


def fenced(text: str, tag: str = "") -> str:
    """The text as a fenced block that it can't break out of."""
    fence = fence_for(text)
    return f"{fence}{tag}\n{text}{'' if text.endswith(chr(10)) or not text else chr(10)}{fence}"


def snippets(items: Iterable[Snippet], tag: str = "") -> str:
    """Snippets under their headings, in the order given; those of ``_SHARED`` kinds one for all files."""
    parts = []
    for kind, group in groupby(items, key=lambda snippet: snippet.kind):
        if kind in _SHARED:
            parts.append(_part(_SHARED[kind], "\n".join(map(_with_path, group)), tag))
        else:
            parts += [_part(_HEADINGS[kind].format(path=s.path), s.text, _TAGS.get(kind, tag)) for s in group]
    return "\n\n".join(parts)


def _with_path(snippet: Snippet) -> str:
    return f"{snippet.path}:\n{snippet.text}"


def _part(heading: str, text: str, tag: str) -> str:
    return f"{heading}:\n{fenced(text, tag)}"
