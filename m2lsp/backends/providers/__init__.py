"""One row an endpoint: address, key, fields, quirks, and how sure each of these is.

To add one: its row in ``own.py`` or ``hosted.py``, in that file's ``ROWS``, and its shape test.
"""

from collections.abc import Mapping
from types import MappingProxyType

from m2lsp.backends.providers import hosted, own
from m2lsp.backends.providers.spec import Back, Fate, Grade, ModelNote, Provider, Structured, Tokenize

PROVIDERS: Mapping[str, Provider] = MappingProxyType({row.name: row for row in (*own.ROWS, *hosted.ROWS)})

__all__ = [
    "PROVIDERS",
    "Back",
    "Fate",
    "Grade",
    "ModelNote",
    "Provider",
    "Structured",
    "Tokenize",
    "retirement",
]


def retirement(provider: Provider, model: str) -> str:
    """What is known of the end of this model at this provider, and what to do; empty where nothing is."""
    noted = next((m for m in provider.models if m.id.lower() == model.lower()), None)
    if noted is None or not noted.note:
        return ""
    said = f"{noted.id} {noted.note} ({provider.name})."
    others = [m.id for m in provider.models if not m.note]
    return f"{said} Set endpoint.model to another, such as {others[-1]}." if others else said
