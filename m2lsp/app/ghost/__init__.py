"""Ghost text: whether it is wanted, and where it comes from."""

from m2lsp.app.ghost.carried import carried
from m2lsp.app.ghost.suggest import suggest
from m2lsp.app.ghost.wanted import wanted

__all__ = ["carried", "suggest", "wanted"]
