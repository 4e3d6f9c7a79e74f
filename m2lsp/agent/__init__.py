"""One user turn with the model: ask, listen, check what came, and send back what failed.

The model may call tools that read the workspace and check its edit (``tools``); their results go back in the
same turn, thinking and all (``loop``).  An edit that it does not have checked is checked all the same: a
failure then costs one more user message, and after that the user is told.
"""

from m2lsp.agent.action import CodeAction, Offer
from m2lsp.agent.desk import Desk
from m2lsp.agent.proposal import Terms
from m2lsp.agent.turn import answer, edit_files, edit_region

__all__ = ["CodeAction", "Desk", "Offer", "Terms", "answer", "edit_files", "edit_region"]
