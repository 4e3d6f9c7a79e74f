"""Whether the model's calls arrive as calls, and whether an answer obeys a schema."""

import json

from m2lsp.app.canary import TOOL, schema_canary, tool_canary
from m2lsp.app.doctor.finding import Finding, bad, note, ok
from m2lsp.app.doctor.part import Part
from m2lsp.app.doctor.timing import timing
from m2lsp.backends import probe
from m2lsp.backends.probe import Heard
from m2lsp.backends.providers import Structured
from m2lsp.core.errors import BackendRefused

FLAGS = "vLLM takes them with --enable-auto-tool-choice --tool-call-parser minimax_m2"
_MARKUP = ("<minimax:tool_call>", "<invoke name=", "<tool_call>")


async def call(part: Part) -> list[Finding]:
    """One tool is declared, and a call of it asked for."""
    if part.endpoint is None:
        return []
    if not part.row.tools:
        return [note("tools", f"not declared to {part.row.name}; actions do without them")]
    try:
        heard = await probe.hear(part.model.backend, tool_canary())
    except BackendRefused as error:
        if error.transient:
            raise
        return [
            (note if part.probes else bad)("tools", f"refused, so actions go without: {error}{_flags(part)}")
        ]
    return [_judged(part, heard)]


def _flags(part: Part) -> str:
    """The advice for a server of one's own, or one of which nothing is known; nobody can start another's."""
    return f" {FLAGS}" if part.row.local or not part.row.base_url else ""


def _judged(part: Part, heard: Heard) -> Finding:
    names = [c.name for c in heard.calls]
    if any(name != TOOL.name for name in names):
        return note("tools", f"a tool was called that was not declared: {', '.join(names)}")
    if names and _is_object(heard.calls[0].arguments):
        return ok("tools", f"a call came as a call; {timing(heard)}")
    if names:
        return note(
            "tools", "a call came, but its arguments are no JSON; the model is told so and asked again"
        )
    if any(mark in heard.text + heard.thinking for mark in _MARKUP):
        return bad("tools", f"a call came as text, so it can't be answered.{_flags(part)}")
    return note("tools", "asked to call a tool, the model did not; actions then check edits after the answer")


async def schema(part: Part) -> list[Finding]:
    """An answer is asked for that is to obey a schema."""
    if part.endpoint is None:
        return []
    row = part.row
    if row.structured is Structured.NONE:
        return [note("schema", f"{row.name} binds no answer to one; answers are checked when they have come")]
    try:
        heard = await probe.hear(part.model.backend, schema_canary())
    except BackendRefused as error:
        if error.transient:
            raise
        return [note("schema", f"refused: {error} Answers are checked when they have come")]
    if _is_object(heard.text, field="word"):
        return [ok("schema", f"obeyed, by {row.structured.value}; {timing(heard)}")]
    return [note("schema", f"not obeyed, though {row.structured.value} was sent; answers are checked anyway")]


def _is_object(text: str, field: str = "") -> bool:
    try:
        value = json.loads(text)
    except ValueError:
        return False
    return isinstance(value, dict) and (not field or field in value)
