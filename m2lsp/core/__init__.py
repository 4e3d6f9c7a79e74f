"""The values that the steps hand to each other. Standard library only.

Inside m2lsp a place in a text is an *offset*: a count of characters (Unicode code points)
from its start, as ``str`` counts them.  LSP's positions exist only in ``m2lsp.lsp``.
"""
