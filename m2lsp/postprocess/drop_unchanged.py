"""Drop a reply that would change nothing but white space.

«f(a,b)»     f(a, b)  ->  nothing
"""

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop

UNCHANGED = Drop("unchanged", "The model suggested what is already there.")


def drop_unchanged(text: str, context: Context) -> str | Drop:
    """The text, if it differs from what it replaces by more than white space."""
    old = "".join(context.selection.split())
    return UNCHANGED if old and old == "".join(text.split()) else text
