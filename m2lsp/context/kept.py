"""Keeping what a source found outside the excerpt while someone types inside of it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock

from m2lsp.context.view import View
from m2lsp.core.snippet import Snippet

Source = Callable[[View, int], Snippet | None]

_KEPT = 8  # results: two sources for a few documents


def kept(source: Source) -> Source:
    """The source, asked again only when what it depends on changed.

    That is the text outside the excerpt and the names in it (``View.words``); a keystroke changes neither,
    since the excerpt stays where it is and the line at hand does not count.  This is what keeps going
    through the whole tree off the way of a keystroke, and the snippets alike for the server's cache.
    """
    results: OrderedDict[Hashable, Snippet | None] = OrderedDict()
    lock = Lock()

    @wraps(source)
    def ask(view: View, room: int) -> Snippet | None:
        key = (_outside(view), view.words, view.language, view.tokens, room)
        with lock:
            if key in results:
                results.move_to_end(key)
                return results[key]
        found = source(view, room)
        with lock:
            results[key] = found
            while len(results) > _KEPT:
                results.popitem(last=False)
        return found

    return ask


def _outside(view: View) -> tuple[str, str, str]:
    """The path shown, and the text before and after the excerpt."""
    document = view.request.document
    before, after = document.text[: view.excerpt.start], document.text[view.excerpt.end :]
    return view.shown_path(document), before, after
