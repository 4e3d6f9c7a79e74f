"""What the user changed lately, as small diffs.

The request holds only edits of documents that may be sent: the rules of trust are applied where it is made.
"""

from difflib import unified_diff
from functools import lru_cache

from m2lsp.context.view import View
from m2lsp.core.edit import RecentEdit
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.core.text import split_lines
from m2lsp.index.secrets import mask

CHARACTERS = 2000
"""All diffs together are no longer than that, whatever the budget."""

_ROUND = 2  # lines of context in a diff


def recent_edits(view: View, room: int) -> tuple[Snippet, ...]:
    """The newest edits that fit, the newest one last: so one more leaves those before it where they are."""
    found: list[Snippet] = []
    characters = 0
    for edit in view.request.recent_edits:
        snippet = _snippet(view, edit)
        if snippet and snippet.tokens <= room and characters + len(snippet.text) <= CHARACTERS:
            found.append(snippet)
            room -= snippet.tokens
            characters += len(snippet.text)
    return tuple(reversed(found))


def _snippet(view: View, edit: RecentEdit) -> Snippet | None:
    text = diff(edit.before, edit.after)
    if "-" not in (line[:1] for line in text.split("\n")) and _is_shown(view, edit):
        return None  # only new lines, which the excerpt shows as well
    return view.snippet(SnippetKind.RECENT_EDIT, edit.document, text, "changed a moment ago")


def _is_shown(view: View, edit: RecentEdit) -> bool:
    document = view.request.document
    return edit.document.uri == document.uri and edit.after in view.excerpt.of(document.text)


@lru_cache(maxsize=64)
def diff(before: str, after: str) -> str:
    """A unified diff without paths and line numbers; empty where only white space at line ends differs.

    Empty also where one of the texts holds what looks like a key: the marks at the lines' starts would hide
    one of several lines from those who mask keys in a prompt.
    """
    if mask(before)[1] or mask(after)[1]:
        return ""
    old, new = ([line.rstrip() for line in split_lines(text)] for text in (before, after))
    lines = list(unified_diff(old, new, n=_ROUND, lineterm=""))[3:]
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join("@@" if line.startswith("@@") else line for line in lines)
