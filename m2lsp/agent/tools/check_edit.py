"""check_edit: what the checks say of the edit that stands in the same message.

It takes no arguments, because the text of an edit does not survive as one.
"""

from collections.abc import Mapping
from typing import Any

from m2lsp.agent.judge import against
from m2lsp.agent.tools.spec import Given, Instrument, takes
from m2lsp.core.chat import Tool
from m2lsp.core.errors import Drop

NOTHING_ASKED = Drop("no edit asked", "No edit was asked for in this turn. Answer in words.")
PASSED = "The edit passes ({checks}) and is offered to the user. Nothing more is needed."
STILL_FAILS = (
    "The edit does not pass the project's own check, and was checked as often as it may be. It is offered "
    "to the user, who is told. Nothing more is needed."
)
FAILED = "{why}Write the whole edit again, in the form that was asked for, and call check_edit."


def check_edit(_: Mapping[str, Any], given: Given) -> str | Drop:
    """The checks that the edit passed, or why it can't be applied."""
    if given.judge is None:
        return NOTHING_ASKED
    judged = given.judge(given.said)
    if isinstance(judged, Drop):
        return FAILED.format(why=against(judged))
    if judged.failed:
        return STILL_FAILS
    return PASSED.format(checks=", ".join(judged.checks))


INSTRUMENT = Instrument(
    Tool(
        "check_edit",
        "Checks the edit in this very message: call it right after the block, or the last of them. If the "
        "edit passes, it is offered to the user and you are done; else the answer says what is wrong.",
        takes(),
    ),
    check_edit,
)
