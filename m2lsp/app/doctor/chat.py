"""An answer over chat: where the thinking is, who answers, how fast."""

from dataclasses import replace

from m2lsp.app.canary import CHAT_TOKENS, LOOK_TOKENS, chat_canary
from m2lsp.app.doctor.finding import Finding, Verdict, bad, note, ok
from m2lsp.app.doctor.part import Part
from m2lsp.app.doctor.timing import timing
from m2lsp.backends import Endpoint, probe
from m2lsp.backends.aliases import is_another
from m2lsp.backends.body import Served
from m2lsp.backends.probe import Heard
from m2lsp.backends.providers import otherwise
from m2lsp.backends.reasoning import Kind, Shape
from m2lsp.core.chat import Finish
from m2lsp.profiles.spec import Thinking

PARSERS = {
    Kind.INLINE: (
        "thinking arrives inside the answer, between tags, as with "
        "--reasoning-parser minimax_m2_append_think, which loses the closing tag once tools are declared"
    ),
    Kind.CLOSE_ONLY: (
        "thinking arrives inside the answer, without an opening tag, as without a reasoning parser"
    ),
}
"""What vLLM's way to be started looks like from here (m2-wire, section 2)."""

TEMPLATE = (
    "Run doctor again; if it stays so, see that the server uses the model's own chat template and takes its "
    "thinking out as the model's page says, and look at its log"
)


async def answer(part: Part) -> list[Finding]:
    """One question with thinking, answered whole."""
    thinking = await _thinking(part)
    heard = await probe.hear(part.model.backend, chat_canary())
    found = [*thinking, _chat(part, heard, misread=any(f.verdict is not Verdict.OK for f in thinking))]
    if part.endpoint and (other := _other_model(part, part.endpoint, heard)):
        found.append(other)
    return found


async def _thinking(part: Part) -> list[Finding]:
    """Where the thinking is, and whether the row says so; nothing for a model that does not think."""
    endpoint, tags = part.endpoint, part.model.profile.thinking
    if endpoint is None or tags is None:
        return []
    plain = replace(endpoint, provider=replace(endpoint.provider, shape=probe.AS_IT_COMES))
    shape = await probe.look(plain, chat_canary(LOOK_TOKENS), tags)
    if shape is None:
        return [note("thinking", "none was seen in a short answer")]
    if shape.kind is Kind.FIELD:
        served = Served(endpoint.provider, part.model.profile, await endpoint.served_model())
        fields = await probe.fields(endpoint.client, chat_canary(), served)
        return [_in_field(endpoint.provider.shape, fields or shape.fields)]
    return [_in_content(part, shape, tags)]


def _in_field(told: Shape, fields: tuple[str, ...]) -> Finding:
    names = " and ".join(fields)
    if set(fields) & set(told.fields):
        return ok("thinking", f"comes in the field {names}")
    return bad(
        "thinking", f"comes in the field {names}, which this provider's row does not read; choose another"
    )


def _in_content(part: Part, shape: Shape, tags: Thinking) -> Finding:
    row = part.row
    if shape.kind in (row.shape.kind, Kind.UNKNOWN):
        return ok("thinking", f"comes in the answer, up to {tags.close}, and is taken out of it")
    seen = PARSERS[shape.kind]
    if not (other := otherwise(row, shape.kind)):
        return note("thinking", f"{seen}; it is taken out")
    mended = (
        f'serve vLLM with --reasoning-parser minimax_m2, or set {part.setting("provider")} = "{other.name}"'
    )
    if part.probes:
        return note("thinking", f"{seen}. m2lsp finds that out by itself, but it is better mended: {mended}")
    return bad("thinking", f"{seen}: {mended}")


def _chat(part: Part, heard: Heard, *, misread: bool) -> Finding:
    figures = {"first_token_ms": round(heard.first_ms, 1), "whole_ms": round(heard.whole_ms, 1)}
    if heard.token_ms is not None:
        figures["token_ms"] = round(heard.token_ms, 2)
    thought = f"{len(heard.thinking)} characters of thinking"
    tags = part.model.profile.thinking
    if tags and not misread and (tags.open in heard.text or tags.close in heard.text):
        return bad(
            "chat", f"thinking arrives inside the answer, though not always; {timing(heard)}", **figures
        )
    if not heard.text.strip() and not misread:
        return bad("chat", f"{_nothing(heard, thought)}; {timing(heard)}. {TEMPLATE}", **figures)
    apart = f"{thought} kept apart" if heard.thinking else "no thinking"
    return ok("chat", f"{'answers' if misread else apart}; {timing(heard)}", **figures)


def _nothing(heard: Heard, thought: str) -> str:
    if heard.thinking and heard.finish is Finish.LENGTH:
        return f"the model was still thinking when its {CHAT_TOKENS:,} tokens ran out ({thought})"
    return f"the model gave no answer ({thought})"


def _other_model(part: Part, endpoint: Endpoint, heard: Heard) -> Finding | None:
    asked = endpoint.model or heard.model
    if not is_another(asked, heard.model, local=endpoint.provider.local):
        return None
    return note(
        "answered by",
        f"{heard.model}, though {asked} was asked for; set {part.setting('model')} to the one to use",
    )
