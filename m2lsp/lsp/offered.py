"""What was offered as ordinary completion items, for a client that asks for more about one."""

from collections import OrderedDict
from typing import Any

from m2lsp.core.document import Document

KEPT = 8
"""Items; a client asks about one of the list that it shows now."""


class Offered:
    """The last few, by the number that an item carries as its ``data``."""

    def __init__(self) -> None:
        self._texts: OrderedDict[int, tuple[str, str]] = OrderedDict()
        self._last = 0

    def add(self, text: str, document: Document) -> int:
        """Keep the text of an item for this document; its number."""
        self._last += 1
        self._texts[self._last] = text, _tag(document)
        while len(self._texts) > KEPT:
            self._texts.popitem(last=False)
        return self._last

    def preview(self, data: Any) -> str | None:
        """The text in a Markdown fence; ``None`` if ``data`` is no number of ours, or one of long ago."""
        if not isinstance(data, int) or data not in self._texts:
            return None
        text, tag = self._texts[data]
        fence = "```"
        while fence in text:
            fence += "`"
        return f"{fence}{tag}\n{text}\n{fence}"


def _tag(document: Document) -> str:
    from m2lsp.languages import language_of

    language = language_of(document)
    return language.fence if language else ""
