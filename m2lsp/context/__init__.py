"""From a request to what the model is to see: the code round the place, and what helps to understand it.

``gather`` cuts the excerpt, runs the sources and fits all of it to the budget.  A source is one file with one
function from a ``View`` and the tokens it may use to a snippet or several; to add one, write it and put its
line into the table in ``gather.py``.
"""

from m2lsp.context.gather import gather

__all__ = ["gather"]
