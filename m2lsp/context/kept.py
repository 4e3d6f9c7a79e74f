"""Keeping what a source found outside the excerpt while someone types inside of it."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Protocol

from m2lsp.context.view import View
from m2lsp.core.document import Document
from m2lsp.core.snippet import Snippet

Source = Callable[[View, int, Document, str], Snippet | None]

_KEPT = 16  # results: three sources for a few documents


class Kept(Protocol):
    """A source that remembers; ``document`` is the request's own if none is given."""

    def __call__(self, view: View, room: int, document: Document | None = None) -> Snippet | None:
        """The snippet, found anew or not."""


def kept(source: Source) -> Kept:
    """The source, asked again only when what it depends on changed.

    That is the document that it looks at, the text outside the excerpt, and the names in it
    (``View.words``); a keystroke changes neither, since the excerpt stays where it is and the line at hand
    does not count.  When only the names have changed, the source is handed the text that it gave before,
    to keep of it what it can.  This is what keeps going through the whole tree off the way of a keystroke,
    and the snippets alike for the server's cache.  What can't be known by now is not remembered.
    """
    results: OrderedDict[Hashable, tuple[frozenset[str], Snippet | None]] = OrderedDict()
    lock = Lock()

    @wraps(source)
    def ask(view: View, room: int, document: Document | None = None) -> Snippet | None:
        key = (_outside(view), _other(view, document), view.language, view.tokens, room)
        with lock:
            words, found = results.get(key, (None, None))
        about = document or view.request.document
        if words != view.words and view.language and view.overview(about) is None:
            return found  # not known by now: as before, if there was a before
        if words != view.words:
            found = source(view, room, about, found.text if found else "")
        with lock:
            results[key] = view.words, found
            results.move_to_end(key)
            while len(results) > _KEPT:
                results.popitem(last=False)
        return found

    return ask


def _outside(view: View) -> tuple[str, str, str]:
    """The path shown, and the text before and after the excerpt."""
    document = view.request.document
    before, after = document.text[: view.excerpt.start], document.text[view.excerpt.end :]
    return view.shown_path(document), before, after


def _other(view: View, document: Document | None) -> tuple[str, str] | None:
    """The path shown and the text of another document."""
    return (view.shown_path(document), document.text) if document else None
