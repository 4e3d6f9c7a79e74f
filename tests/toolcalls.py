"""Tool calls for tests of the agent: made by a scripted model, answered by a stage."""

import json
from typing import Any

from acting import Stage

from m2lsp.core.feature import Outcome
from m2lsp.core.thread import Turn

BROKEN = "```python\nx = (1\n```"
GOOD = "Here:\n\n```python\nx = 2\n```\n"
THOUGHTS = " \n Two   spaces,\ta tab, 😀, \u2028 and \\n stay.\n\n"
CHECK = ("c1", "check_edit", "{}")


def call(name: str, arguments: object = None, call_id: str = "c1") -> tuple[str, str, str]:
    """A call for ``vllm_chat``; arguments that are no string are written as JSON."""
    written = arguments if isinstance(arguments, str) else json.dumps(arguments or {})
    return (call_id, name, written)


def edit(stage: Stage) -> Outcome:
    """Have ``x = 1`` rewritten."""
    return stage.act("rewrite", stage.request("«x = 1»\ny = 2\n", instruction="set x to 2"))


def explain(stage: Stage) -> Outcome:
    """Have ``x = 1`` explained."""
    return stage.act("explain", stage.request("«x = 1»\ny = 2\n"))


def kept(stage: Stage) -> tuple[Turn, ...]:
    """The thread."""
    return stage.turns(stage.request("ˇ").document.uri)


def sent(stage: Stage, number: int) -> list[dict[str, Any]]:
    """The messages of a request, counted from 0."""
    messages: list[dict[str, Any]] = stage.backend.requests[number].json["messages"]
    return messages


def results(stage: Stage, number: int) -> list[str]:
    """The results that a request carries."""
    return [m["content"] for m in sent(stage, number) if m["role"] == "tool"]
