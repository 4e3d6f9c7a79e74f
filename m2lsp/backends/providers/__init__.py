"""One row an endpoint: address, key, fields, quirks, and how sure each of these is.

To add one: its row in ``own.py`` or ``hosted.py``, in that file's ``ROWS``, and its shape test.
"""

from collections.abc import Mapping
from types import MappingProxyType

from m2lsp.backends.providers import hosted, own
from m2lsp.backends.providers.spec import Back, Grade, ModelNote, Provider, Tokenize

PROVIDERS: Mapping[str, Provider] = MappingProxyType({row.name: row for row in (*own.ROWS, *hosted.ROWS)})

__all__ = ["PROVIDERS", "Back", "Grade", "ModelNote", "Provider", "Tokenize"]
