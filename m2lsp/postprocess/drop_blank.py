"""Drop a reply that holds nothing but space.

"  \n"  ->  nothing
"""

from m2lsp.core.context import Context
from m2lsp.core.errors import Drop

BLANK = Drop("blank", "The model had nothing to add here.")


def drop_blank(text: str, context: Context) -> str | Drop:
    """The text, if there is anything to see in it."""
    return text if text.strip() else BLANK
