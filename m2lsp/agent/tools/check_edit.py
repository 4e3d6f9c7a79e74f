"""check_edit: what the checks say of the edit that stands in the same message.

It takes no arguments, because the text of an edit does not survive as one.
"""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.tools.spec import Given, Instrument, takes
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop

NOTHING_ASKED = Drop("no edit asked", "No edit was asked for in this turn. Answer in words.")
PASSED = "The edit passes ({checks}) and is offered to the user. Nothing more is needed."
FAILED = "That can't be applied: {why}\nWrite the whole part again in one fenced block, and call check_edit."


def check_edit(_: Mapping[str, Any], given: Given) -> str | Drop:
    """The checks that the edit passed, or why it can't be applied."""
    if given.judge is None:
        return NOTHING_ASKED
    judged = given.judge(given.said)
    if isinstance(judged, Drop):
        return FAILED.format(why=judged.detail)
    return PASSED.format(checks=", ".join(judged.checks))


INSTRUMENT = Instrument(
    Tool(
        "check_edit",
        "Checks the edit in the fenced block of this very message: call it right after the block. If the "
        "edit passes, it is offered to the user and you are done; else the answer says what is wrong.",
        takes(),
    ),
    check_edit,
)
