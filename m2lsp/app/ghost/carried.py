"""A suggestion for a document that was typed in while the model wrote.

total = su|          asked here
total = sum|         typed meanwhile; "m(items)" was found: "(items)" is left of it
"""

from m2lsp.core.feature import Suggestion
from m2lsp.core.text import Span


def carried(found: Suggestion, before: str, now: str) -> Suggestion | None:
    """What is left of a suggestion for the text ``before`` in the text as it is ``now``.

    ``None`` if anything has changed but that its first characters were typed, or if all of them were: its
    place may not be there any more, and an editor that has not asked again would put it where it does not
    belong.
    """
    at, end = found.span.start, found.span.end
    grown = len(now) - len(before)
    if not grown and (now is before or now == before):
        return found
    typed = found.text[: max(grown, 0)]
    if not typed or typed == found.text or now[at : at + grown] != typed:
        return None
    if now[:at] != before[:at] or now[at + grown :] != before[at:]:
        return None
    return Suggestion(Span(at + grown, end + grown), found.text[grown:])
