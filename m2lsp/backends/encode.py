"""A request's body as bytes."""

import json
from collections.abc import Mapping
from typing import Any


def encode(body: Mapping[str, Any]) -> bytes:
    """The body as JSON in UTF-8, with U+FFFD for halves of characters that stand alone.

    JSON can spell half a character (``"\\ud83d"``), so one may be in what an editor or a model sent; UTF-8
    has no bytes for it, and neither has a tokenizer.  Halves that meet, perhaps because a stream was cut
    between them, are the character.
    """
    text = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
