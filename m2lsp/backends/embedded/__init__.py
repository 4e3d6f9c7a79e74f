"""The small local model: its weights, the child process that runs it, and the backend over it.

It is for a first try without a key or a GPU, and for tests; it is not M2.1.
"""

from m2lsp.backends.embedded.backend import EmbeddedBackend, require_engine

__all__ = ["EmbeddedBackend", "require_engine"]
