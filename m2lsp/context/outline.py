"""What the document defines outside the excerpt: one signature a line, indented as it is nested."""

from collections.abc import Sequence

from m2lsp.context.fit import fitting, stands_in
from m2lsp.context.kept import kept
from m2lsp.context.view import View
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet, SnippetKind
from m2lsp.languages import Tag

_BODIES = frozenset({"function", "method", "constructor"})


@kept
def outline(view: View, room: int, document: Document, before: str) -> Snippet | None:
    """Whole signatures; if not all fit, those whose names the excerpt uses come first."""
    overview = view.overview(document)
    if overview is None:
        return None
    tags = overview.tags
    hidden = [number for number, tag in enumerate(tags) if not view.excerpt.contains(tag.name_span)]
    shown = signatures(tags, hidden, view, room, before)
    reason = "defined in this document, outside the excerpt"
    return view.snippet(SnippetKind.OUTLINE, document, shown, reason)


def signatures(tags: Sequence[Tag], wanted: Sequence[int], view: View, room: int, before: str) -> str:
    """The signatures of the ``wanted`` tags that fit into ``room`` tokens, with what they are nested in.

    Those whose names the excerpt uses come first, then those that stood there ``before``: another choice
    breaks the server's prefix cache, which only a definition that is needed is worth.  What is local to a
    function is left out: nothing outside it can use it.
    """
    parents = _parents(tags)
    open_to_all = [n for n in wanted if not _is_local(n, tags, parents) and not _is_repeated(n, tags)]
    lines = [f"{'    ' * tag.depth}{tag.signature}" for tag in tags]
    new = {n for n in open_to_all if not stands_in(lines[n], before)}
    ranked = sorted(open_to_all, key=lambda n: (tags[n].name not in view.words, n in new, tags[n].depth))
    best_first = list(dict.fromkeys(number for n in ranked for number in (*parents[n], n)))
    return fitting(lines, best_first, room, view.tokens)


def _is_local(number: int, tags: Sequence[Tag], parents: Sequence[tuple[int, ...]]) -> bool:
    return any(tags[parent].kind in _BODIES for parent in parents[number])


def _is_repeated(number: int, tags: Sequence[Tag]) -> bool:
    """Whether the tag before says the same, as in ``var a, b = 1, 2``."""
    return number > 0 and tags[number - 1].span == tags[number].span


def _parents(tags: Sequence[Tag]) -> list[tuple[int, ...]]:
    """For each of the tags the numbers of those that it is nested in, outermost first."""
    found: list[tuple[int, ...]] = []
    for number, tag in enumerate(tags):
        before = (*found[-1], number - 1) if found else ()
        found.append(before[: tag.depth])
    return found
