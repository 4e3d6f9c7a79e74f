"""A language server that brings MiniMax-M2.1 into any editor."""

__version__ = "0.1.0"
