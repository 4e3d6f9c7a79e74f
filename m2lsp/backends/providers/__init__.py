"""One row an endpoint: address, key, fields, quirks, and how sure each of these is.

To add one: its row in ``own.py`` or ``hosted.py``, in that file's ``ROWS``, and its shape test.
"""

from collections.abc import Mapping
from types import MappingProxyType

from m2lsp.backends.providers import hosted, own
from m2lsp.backends.providers.spec import Back, Fate, Grade, ModelNote, Provider, Structured, Tokenize
from m2lsp.backends.reasoning import Kind

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
    "otherwise",
    "retirement",
]


def otherwise(provider: Provider, kind: Kind) -> Provider | None:
    """The row of the same server started so that its thinking is of that kind; ``None`` for this very row.

    Rows of one server have one address by default.
    """
    if provider.shape.kind is kind or not provider.base_url:
        return None
    rows = (row for row in PROVIDERS.values() if row.base_url == provider.base_url)
    return next((row for row in rows if row.shape.kind is kind), None)


def retirement(provider: Provider, model: str, *, past: bool = False, setting: str = "endpoint.model") -> str:
    """What is known of the end of this model at this provider, and what to do; empty where nothing is.

    With ``past`` only an end that has come counts.  ``setting`` is the one that names the model.
    """
    noted = next((m for m in provider.models if m.id.lower() == model.lower()), None)
    if noted is None or not noted.note or (past and not noted.ended):
        return ""
    said = f"{noted.id} {noted.note} ({provider.name})."
    others = [m.id for m in provider.models if not m.note]
    return f"{said} Set {setting} to another, such as {others[-1]}." if others else said
