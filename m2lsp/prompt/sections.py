"""The building blocks of a prompt's text."""

import re
from collections.abc import Iterable

from m2lsp.core.snippet import Snippet, SnippetKind

_HEADINGS = {
    SnippetKind.OUTLINE: "Outline of {path}",
    SnippetKind.IMPORTS: "Imports of {path}",
    SnippetKind.DEFINITION: "From {path}",
    SnippetKind.DIAGNOSTICS: "Diagnostics in {path}",
    SnippetKind.OPEN_DOCUMENT: "Outline of {path}, open in the editor",
    SnippetKind.RECENT_EDIT: "Changed in {path} a moment ago",
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
    """Snippets under their headings, in the order given."""
    parts = (
        f"{_HEADINGS[s.kind].format(path=s.path)}:\n{fenced(s.text, _TAGS.get(s.kind, tag))}" for s in items
    )
    return "\n\n".join(parts)
