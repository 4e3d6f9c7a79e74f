"""One user turn with the model: ask, listen, check what came, and send back what failed.

In this first form a turn has no tools: an edit that fails its checks is answered with one more message
that says why, thinking still sent, and after that the user is told.
"""

from m2lsp.agent.action import CodeAction, Offer
from m2lsp.agent.desk import Desk
from m2lsp.agent.turn import Terms, answer, edit_region

__all__ = ["CodeAction", "Desk", "Offer", "Terms", "answer", "edit_region"]
